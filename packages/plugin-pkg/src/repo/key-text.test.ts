import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keyText } from './key-text.ts';
import { repoParams } from './params.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'keys-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

function keyOf(content: Buffer | string): string | undefined {
  const keyFile = join(directory, 'key');
  writeFileSync(keyFile, content);
  return keyText(repoParams.parse({ name: 'r', uris: ['file:/x'], suites: ['./'], keyFile }));
}

test('a key in binary becomes text, the same for each reading', () => {
  const bytes = Buffer.from([0x99, 1, 2, ...Array.from({ length: 70 }, (_, index) => index)]);
  const text = keyOf(bytes)!;
  const [first, blank, ...rest] = text.trimEnd().split('\n');
  expect([first, blank, rest.pop()]).toEqual([
    '-----BEGIN PGP PUBLIC KEY BLOCK-----',
    '',
    '-----END PGP PUBLIC KEY BLOCK-----',
  ]);
  expect(Buffer.from(rest.join(''), 'base64')).toEqual(bytes);
  for (const line of rest) expect(line.length).toBeLessThanOrEqual(64);
  expect(keyOf(text)).toBe(text);
});

test('of a text all keys are copied, and nothing else', () => {
  const block = (text: string) =>
    `-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n${text}\n-----END PGP PUBLIC KEY BLOCK-----\n`;
  expect(keyOf(`password: x\n${block('one')}remark\n${block('two')}-----BEGIN PGP PRIVATE`)).toBe(
    `${block('one')}${block('two')}`,
  );
});

test('a newer form of packet is a key, too', () => {
  expect(keyOf(Buffer.from([0xc6, 1, 2]))).toContain('BEGIN PGP');
});

test.each([
  ['a page that says that it was not found', '<html>'],
  ['nothing', ''],
  ['half a key', '-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQENBA=='],
  ['a private key', Buffer.from([0x95, 1, 2])],
])('%s is no key', (_what, content) => {
  expect(() => keyOf(content)).toThrow(expect.objectContaining({ code: 'REPO_KEY_WRONG' }));
});

test('a pipe or a directory is no key, and is not waited for', () => {
  const pipe = join(directory, 'pipe');
  spawnSync('mkfifo', [pipe]);
  for (const keyFile of [pipe, directory]) {
    const params = repoParams.parse({ name: 'r', uris: ['file:/x'], suites: ['./'], keyFile });
    expect(() => keyText(params)).toThrow(expect.objectContaining({ code: 'REPO_KEY_WRONG' }));
  }
});

test('a key file that is not there is told by its path', () => {
  const params = repoParams.parse({ name: 'r', uris: ['file:/x'], suites: ['./'], keyFile: '/no/key' });
  expect(() => keyText(params)).toThrow(/\/no\/key: ENOENT/);
});
