import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import type { Resource } from '@homeostat/resource';
import { expect, test } from 'vitest';
import { findings } from './findings.ts';
import { type NoteParams, note, noteCases } from './testing/note.ts';
import { trialsOf } from './trials.ts';

const { missing, other } = noteCases;
const inSync = [noteCases.inState];
const rejected = [noteCases.relative];
const watched = [noteCases.overwritten];
const grouped = noteCases.group;

test('findings of a good plugin are none, and no directory is left behind', async () => {
  const present = async () =>
    (await readdir(tmpdir())).filter((name) => name.startsWith(`homeostat-testing-${process.pid}-`));
  const cases = { inSync, drifted: [missing, other], rejected, watched, grouped };
  expect(await findings(note, cases)).toEqual([]);
  expect(await present()).toEqual([]);
});

/** The same kind with nothing but hooks for groups. */
const { check: _check, apply: _apply, watch: _watch, ...batchOnly } = note;
const inBatches: Resource<NoteParams> = {
  ...batchOnly,
  groupable: {
    ...note.groupable!,
    watchAll() {
      const armed = new Map<unknown, Awaited<ReturnType<NonNullable<typeof note.watch>>>>();
      return {
        async add(member, notify) {
          armed.set(member, await note.watch!(member.params, notify, member.ctx));
        },
        async remove(member) {
          await armed.get(member)?.close();
        },
        close() {},
      };
    },
  },
};

test('findings of a good kind that has only group hooks are none', async () => {
  const cases = { inSync, drifted: [missing, other], watched, grouped };
  expect(await findings(inBatches, cases)).toEqual([]);
});

test('findings come to an end when every hook hangs', async () => {
  const hang = () => new Promise<never>(() => {});
  const hung = {
    ...note,
    check: hang,
    apply: hang,
    watch: hang,
    groupable: { key: () => 'a', checkAll: hang },
  };
  const cases = { drifted: [missing], watched, grouped, deadlineMs: 50 };
  const found = await findings(hung, cases);
  for (const { message } of found) expect(message).toMatch(/: not within 50 ms$/m);

  const broken = found.map(({ promise }) => promise);
  const kept = trialsOf(hung, cases).filter(({ promise }) => !broken.includes(promise));
  expect(kept.map(({ promise }) => promise)).toEqual([
    'the kind and every param are described',
    'an unknown param is refused by its name',
    'the members share a unit',
  ]);
});
