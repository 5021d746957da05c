import { rmSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describeBreaches } from '../testing/describe-breaches.ts';
import { note, noteCases } from '../testing/note.ts';
import { blindWhileWatched, failsWhileWatched } from '../testing/while-watched.ts';

const { other } = noteCases;
const inSync = [noteCases.inState];
const check = note.check!;
const watch = note.watch!;

/** A file beside the note. */
const beside = ({ path }: { path: string }, name: string) => `${dirname(path)}/${name}`;

describeBreaches({
  'check finds what differs': {
    'check tells another property': [
      {
        check: async (params, ctx) =>
          (await check(params, ctx)).map((change) => ({ ...change, property: 'x' })),
      },
      { drifted: [other] },
      'check found x (secret); expected: text (from "bye" to "hello")',
    ],
    'check tells it twice': [
      {
        check: async (params, ctx) => [...(await check(params, ctx)), ...(await check(params, ctx))],
      },
      { drifted: [other] },
      'check found text (secret), text (secret); expected: text (from "bye" to "hello")',
    ],
    'check never finds anything': [
      { check: () => [] },
      { drifted: [other] },
      'check found nothing; expected: text (from "bye" to "hello")',
    ],
    'check always finds something': [
      { check: () => [{ property: 'text' }] },
      { inSync },
      'check found text; expected: nothing',
    ],
  },

  'check changes nothing': {
    'check leaves a file behind': [
      {
        async check(params, ctx) {
          await writeFile(beside(params, 'seen'), '', { flag: 'a' });
          return check(params, ctx);
        },
      },
      { inSync },
      'check changed the world: . was touched; seen was made',
    ],
    'check takes away what is in its way': [
      {
        async check(params, ctx) {
          rmSync(params.path, { force: true });
          return check(params, ctx);
        },
      },
      { drifted: [other] },
      'check changed the world: . was touched; other was removed',
    ],
  },

  'check finds the same when asked again': {
    'check remembers what it has told': [
      {
        async check(params, ctx) {
          const told = await ctx.memory.recall();
          await ctx.memory.remember(true);
          return told ? [] : check(params, ctx);
        },
      },
      { drifted: [other] },
      'check found text (secret), and then, of the same world, nothing',
    ],
  },

  'a dry run tells what differs and changes nothing': {
    'watch makes what it listens to': [
      {
        watch(params, notify, ctx) {
          writeFileSync(beside(params, 'listening'), '');
          return watch(params, notify, ctx);
        },
      },
      { inSync },
      'watch or check changed the world in a dry run: . was touched; listening was made',
    ],
    'check finds nothing once there is a watch': [
      blindWhileWatched(),
      { drifted: [other] },
      'check found [text] when called alone, and [] in a dry run after watch',
    ],
    'check fails once there is a watch': [
      failsWhileWatched(),
      { drifted: [other] },
      'in the engine it failed: HOOK_FAILED: one handle at a time',
    ],
  },
});
