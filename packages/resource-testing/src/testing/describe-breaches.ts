import type { Resource } from '@homeostat/resource';
import { describe, expect, test } from 'vitest';
import { findings } from '../findings.ts';
import type { ResourceCases } from '../resource-cases.ts';
import { type NoteParams, note } from './note.ts';

/** What is put in place of the good. */
export type Part = Partial<Resource<NoteParams>>;

/** What is broken in a note, the cases that show it, and what is told. */
type Breach = readonly [Part, ResourceCases, string];

/** For each promise, some ways to break it; each must be found. */
export function describeBreaches(promises: Record<string, Record<string, Breach>>): void {
  describe.each(Object.entries(promises))('findings tell "%s"', (promise, ways) => {
    test.each(Object.entries(ways))('when %s', async (_way, [part, cases, told]) => {
      const found = await findings({ ...note, ...part }, { deadlineMs: 500, ...cases });
      expect(found.find((finding) => finding.promise === promise)?.message).toContain(told);
    });
  });
}
