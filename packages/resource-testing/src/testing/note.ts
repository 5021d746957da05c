import { mkdirSync, watch, writeFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Change, defineResource, Problem } from '@homeostat/resource';
import { expect } from 'vitest';
import { z } from 'zod';
import type { DriftedCase, RejectedCase, ResourceCase, WatchedCase } from '../resource-cases.ts';

const params = z.strictObject({
  path: z.string().startsWith('/', 'must be absolute').describe('Where the note is'),
  text: z.string().default('').describe('What it says'),
});

export type NoteParams = z.output<typeof params>;

async function check({ path, text }: NoteParams): Promise<Change[]> {
  const present = await textAt(path);
  return present === text ? [] : [{ property: 'text', from: present, to: text, secret: true }];
}

function apply(_changes: readonly Change[], { path, text }: NoteParams): Promise<void> {
  return writeFile(path, text);
}

/** A kind that keeps every promise, to be broken in one place at a time. */
export const note = defineResource({
  kind: 'note',
  description: 'A file with a text',
  params,
  namevar: 'path',
  check,
  apply,
  watch: ({ path }, notify) => watch(dirname(path), () => notify()),
  groupable: {
    key: ({ path }) => dirname(path),
    checkAll: (members) => Promise.allSettled(members.map((member) => check(member.params))),
    applyAll: (members) => Promise.allSettled(members.map((member) => apply(member.changes, member.params))),
  },
});

/** What is in the file; `undefined`: there is none. */
async function textAt(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new Problem(`NOTE_${code}`, `${path} can't be read`);
  }
}

/** A note in the place, there or not. */
function noteCase(name: string, present: string | undefined, text = 'hello'): ResourceCase {
  return {
    name,
    params: ({ dir }) => ({ path: `${dir}/${name}`, text }),
    setUp({ dir }) {
      if (present !== undefined) writeFileSync(`${dir}/${name}`, present);
    },
  };
}

const secret = 'a "quoted" secret';

const missing: DriftedCase = {
  ...noteCase('missing', undefined, secret),
  changes: [{ property: 'text', from: undefined, to: secret }],
  secrets: [secret],
  after: async ({ dir }) => expect(await textAt(`${dir}/missing`)).toBe(secret),
};

const other: DriftedCase = {
  ...noteCase('other', 'bye'),
  changes: () => [{ property: 'text', from: 'bye', to: 'hello' }],
};

const relative: RejectedCase = {
  name: 'relative',
  params: { path: 'x' },
  message: 'must be absolute',
  path: 'path',
  secrets: ['hunter2'],
};

const overwritten: WatchedCase = {
  ...noteCase('overwritten', 'hello'),
  drift: ({ dir }) => writeFileSync(`${dir}/overwritten`, 'drift'),
};

/** One of them can't be read. */
const group: readonly ResourceCase[] = [
  noteCase('a', 'bye'),
  { ...noteCase('b', undefined), setUp: ({ dir }) => mkdirSync(`${dir}/b`) },
  noteCase('c', 'hello'),
  noteCase('d', undefined),
];

export const noteCases = {
  inState: noteCase('there', 'hello'),
  missing,
  other,
  relative,
  overwritten,
  group,
};
