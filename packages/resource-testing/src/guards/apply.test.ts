import { rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describeBreaches } from '../testing/describe-breaches.ts';
import { note, noteCases } from '../testing/note.ts';
import { blindWhileWatched, failsWhileWatched } from '../testing/while-watched.ts';

const { missing, other } = noteCases;
const inSync = [noteCases.inState];
const check = note.check!;
const apply = note.apply!;

/** A file beside the note. */
const beside = ({ path }: { path: string }, name: string) => `${dirname(path)}/${name}`;

describeBreaches({
  'an abort ends check and apply': {
    'apply waits for an abort that was before': [
      {
        async apply(changes, params, ctx) {
          const { signal } = ctx;
          if (signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
          await apply(changes, params, ctx);
        },
      },
      { drifted: [other] },
      'with a signal already aborted, apply ends: not within 500 ms',
    ],
    'check calls off its timer, and with it its answer': [
      {
        async check(params, ctx) {
          await new Promise<void>((resolve) => {
            const timer = setImmediate(resolve);
            ctx.signal.addEventListener('abort', () => clearImmediate(timer));
          });
          return check(params, ctx);
        },
      },
      { inSync },
      'with a signal aborted at once, check ends: not within 500 ms',
    ],
  },

  'an aborted apply can be made again': {
    'apply remembers that it is done before it is': [
      {
        async apply(changes, params, ctx) {
          if (await ctx.memory.recall()) return;
          await ctx.memory.remember('done');
          ctx.signal.throwIfAborted();
          await apply(changes, params, ctx);
        },
      },
      { drifted: [other] },
      'apply, called again after an abort, left a difference: text (secret)',
    ],
    'apply leaves its lock behind': [
      {
        async apply(changes, params, ctx) {
          await writeFile(beside(params, 'lock'), '', { flag: 'wx' });
          ctx.signal.throwIfAborted();
          await apply(changes, params, ctx);
          rmSync(beside(params, 'lock'));
        },
      },
      { drifted: [other] },
      "apply failed: Error: EEXIST: file already exists, open '",
    ],
  },

  'apply makes the changes that check announced': {
    'apply does nothing': [
      { apply() {} },
      { drifted: [missing] },
      'apply left a difference: check still finds text (secret)',
    ],
    'what "after" looks for is not there': [
      {
        check: async (_params, { memory }) => ((await memory.recall()) ? [] : [{ property: 'text' }]),
        apply: (_changes, _params, { memory }) => memory.remember('done'),
      },
      { drifted: [missing] },
      'expected undefined to be \'a "quoted" secret\' // Object.is equality',
    ],
    'what it remembers is no JSON value': [
      {
        check: async (_params, { memory }) =>
          (await memory.recall()) instanceof Date ? [] : [{ property: 'text' }],
        apply: (_changes, _params, { memory }) => memory.remember(new Date()),
      },
      { drifted: [other] },
      'apply left a difference: check still finds text',
    ],
  },

  'a second apply harms nothing': {
    'apply switches what only it knows': [
      {
        check: async (_params, { memory }) => ((await memory.recall()) ? [] : [{ property: 'text' }]),
        apply: async (_changes, _params, { memory }) =>
          (await memory.recall()) ? memory.forget() : memory.remember('on'),
      },
      { drifted: [other] },
      'apply, called again with the same changes, undid them: check finds text',
    ],
    'apply writes more each time': [
      {
        async apply(changes, params, ctx) {
          await apply(changes, params, ctx);
          await writeFile(beside(params, 'log'), 'x', { flag: 'a' });
        },
      },
      { drifted: [other] },
      'apply, called again with the same changes, changed more: log was mode 100644',
    ],
    'apply switches instead of setting': [
      {
        async apply(_changes, { path, text }, { memory }) {
          const on = !(await memory.recall());
          await memory.remember(on);
          await writeFile(path, on ? text : '');
        },
      },
      { drifted: [other] },
      'apply, called again with the same changes, changed more: other was mode 100644',
    ],
  },

  'the engine puts it right, and finds nothing to do at its next start': {
    'closing its watch undoes what "after" looks for': [
      { watch: ({ path }) => ({ close: () => rmSync(path, { force: true }) }) },
      { drifted: [missing] },
      'expected undefined to be',
    ],
    'closing its watch undoes what it did': [
      { watch: ({ path }) => ({ close: () => rmSync(path, { force: true }) }) },
      { drifted: [other] },
      'check found differences at the second start: text (secret)',
    ],
    'check fails once there is a watch': [
      failsWhileWatched(),
      { drifted: [other] },
      'in the engine it failed: HOOK_FAILED: one handle at a time',
    ],
    'check finds nothing once there is a watch': [
      blindWhileWatched(),
      { drifted: [other] },
      'check finds nothing to change when the engine calls it',
    ],
  },
});
