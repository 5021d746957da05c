import { defineResource } from '@homeostat/resource';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { kindsText, kindText, metaText } from './explain-text.ts';

const site = defineResource({
  kind: 'site',
  description: 'A web site that is served to whoever asks for it',
  params: z.strictObject({
    host: z.string().describe('Its name'),
    port: z.int().min(1).default(80).describe('Where it listens'),
    owner: z.string(),
    note: z.string().optional(),
  }),
  namevar: 'host',
});
const every = (width: number) => [kindsText([site], width), kindText(site, width), metaText(width)].join('');

test('kindText tells of each param what it takes and whether it may be left out', () => {
  expect(kindText(site, 80)).toContain(`
  host: text; default the resource's name
      Its name

  port: whole number, at least 1; default 80
      Where it listens

  owner: text; required

  note: text

`);
});

test('kindsText keeps descriptions beside their kinds', () => {
  expect(kindsText([site, { ...site, kind: 'longer' }], 40)).toMatch(
    /^site {4}A web site that is served to\n {8}whoever asks for it\nlonger {2}A web site/,
  );
});

test.each([40, 80, 200])('what is explained fits %d columns, and uses them', (width) => {
  const lengths = every(width)
    .split('\n')
    .map((line) => line.length);
  expect(Math.max(...lengths)).toBeLessThanOrEqual(width);
  expect(Math.max(...lengths)).toBeGreaterThan(Math.min(width, 130) - 15);
});
