import picocolors from 'picocolors';
import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { aSummary } from '../testing/told-engine.ts';
import { blockText, type Running } from './block-text.ts';

const plain = picocolors.createColors(false);
const summary = aSummary({ total: 20, ok: 4, pending: 16, changed: 1, ms: 3000 });

function running(count: number, name = 'x'): Running[] {
  return Array.from({ length: count }, (_, n) => ({
    id: `exec[${name}${n}]`,
    state: 'applying',
    ms: n * 1000,
  }));
}

test('blockText tells the counts and what runs, longest first', () => {
  expect(blockText(summary, running(2), 80, plain)).toBe(
    '20 resources: 4 in state (1 changed), 16 pending; 3.0 s\n' +
      '  applying exec[x1] 1.0 s\n' +
      '  applying exec[x0] 0 ms',
  );
});

test('blockText tells how far what runs has come', () => {
  const [one] = running(1);
  const texts = [{ step: 'down\u001bloading', percent: 40 }, { step: 'waiting for the lock' }].map(
    (progress) => blockText(summary, [{ ...one!, progress }], 80, plain).split('\n')[1],
  );
  expect(texts).toEqual([
    '  applying exec[x0] 0 ms: down\\x1bloading 40 %',
    '  applying exec[x0] 0 ms: waiting for the lock',
  ]);
});

test('blockText shows ten that run and counts the rest', () => {
  const lines = blockText(summary, running(13), 80, plain).split('\n');
  expect(lines).toHaveLength(12);
  expect(lines.at(-1)).toBe('  and 3 more');
});

test('blockText keeps every line within the width, also with wide and joined characters and escapes', () => {
  for (const name of ['a'.repeat(100), '漢字'.repeat(40), '👩‍👩‍👧'.repeat(40), 'a\u001b[31m\nb'.repeat(20)]) {
    for (const width of [10, 21, 40]) {
      const lines = blockText(summary, running(2, name), width, picocolors.createColors(true)).split('\n');
      expect(lines).toHaveLength(3);
      for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(width);
      expect(lines[1]).toContain('…');
    }
  }
});
