import { readFile, writeFile } from 'node:fs/promises';
import type { Change } from '@homeostat/resource';
import { describeBreaches } from '../testing/describe-breaches.ts';
import { note, noteCases } from '../testing/note.ts';

const { missing, other } = noteCases;
const check = note.check!;
const apply = note.apply!;

describeBreaches({
  'secrets are never seen': {
    'check does not call its change secret': [
      {
        check: async (params, ctx) =>
          (await check(params, ctx)).map(({ secret: _, ...change }): Change => change),
      },
      { drifted: [missing] },
      'secret 1 of 1 is seen in an event of a dry run',
    ],
    'apply says what it could not write': [
      {
        async apply(_changes, { path, text }) {
          await writeFile(path, text).catch((cause) => {
            throw new Error(`could not write ${text}`, { cause });
          });
        },
      },
      { drifted: [missing] },
      'secret 1 of 1 is seen in an event of a run in a missing directory',
    ],
    'apply keeps it in the cause of an error': [
      {
        async apply(_changes, { path, text }) {
          await writeFile(path, text).catch(() => {
            throw new Error('could not write', { cause: new Error(text) });
          });
        },
      },
      { drifted: [missing] },
      'secret 1 of 1 is seen in an event of a run in a missing directory',
    ],
    'check logs it': [
      {
        check(params, ctx) {
          ctx.log.debug(`looking for ${params.text}`);
          return check(params, ctx);
        },
      },
      { drifted: [missing] },
      'secret 1 of 1 is seen in the log or the output of a dry run',
    ],
    'apply prints it': [
      {
        async apply(changes, params, ctx) {
          await apply(changes, params, ctx);
          ctx.output(params.text);
        },
      },
      { drifted: [missing] },
      'secret 1 of 1 is seen in an event of a run',
    ],
    'apply prints what it replaces': [
      {
        async apply(changes, params, ctx) {
          ctx.output(await readFile(params.path, 'utf8'));
          await apply(changes, params, ctx);
        },
      },
      { drifted: [{ ...other, secrets: ['bye'] }] },
      'secret 1 of 1 is seen in an event of a run\n',
    ],
    'apply remembers it': [
      {
        async apply(changes, params, ctx) {
          await apply(changes, params, ctx);
          await ctx.memory.remember({ wrote: params.text });
        },
      },
      { drifted: [missing] },
      'secret 1 of 1 is seen in the memory of a run',
    ],
  },
});
