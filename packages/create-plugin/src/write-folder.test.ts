import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { expect } from 'vitest';
import { inDirectory } from './testing/in-directory.ts';
import { writeFolder } from './write-folder.ts';

const refused = { code: 'FOLDER_REFUSED' };
const files = { 'a.txt': 'a', 'b/c/d.txt': 'd' };

inDirectory(
  'writeFolder writes files in directories on their way, and leaves nothing else',
  async ({ directory }) => {
    await writeFolder(`${directory}/new`, files);
    expect(readFileSync(`${directory}/new/b/c/d.txt`, 'utf8')).toBe('d');
    expect(readdirSync(directory, { recursive: true }).sort()).toEqual([
      'new',
      'new/a.txt',
      'new/b',
      'new/b/c',
      'new/b/c/d.txt',
    ]);
  },
);

inDirectory('writeFolder makes a folder with the usual rights', async ({ directory }) => {
  mkdirSync(`${directory}/usual`);
  await writeFolder(`${directory}/new`, files);
  expect(statSync(`${directory}/new`).mode).toBe(statSync(`${directory}/usual`).mode);
});

inDirectory('writeFolder fills an empty folder', async ({ directory }) => {
  mkdirSync(`${directory}/new`);
  await writeFolder(`${directory}/new`, files);
  expect(readdirSync(`${directory}/new`).sort()).toEqual(['a.txt', 'b']);
});

inDirectory('writeFolder refuses what is taken, and writes nothing', async ({ directory }) => {
  mkdirSync(`${directory}/full`);
  writeFileSync(`${directory}/full/a.txt`, 'mine');
  writeFileSync(`${directory}/file`, '');
  symlinkSync('nowhere', `${directory}/dangling`);
  mkdirSync(`${directory}/empty`);
  symlinkSync('empty', `${directory}/link`);
  const before = readdirSync(directory, { recursive: true });
  for (const name of ['full', 'file', 'dangling', 'link']) {
    await expect(writeFolder(`${directory}/${name}`, files)).rejects.toMatchObject({ code: 'FOLDER_TAKEN' });
  }
  expect(readFileSync(`${directory}/full/a.txt`, 'utf8')).toBe('mine');
  expect(readdirSync(directory, { recursive: true })).toEqual(before);
});

inDirectory('writeFolder leaves nothing behind when it fails half-way', async ({ directory }) => {
  const impossible = { 'a.txt': 'a', 'a.txt/b': 'b' };
  await expect(writeFolder(`${directory}/new`, impossible)).rejects.toMatchObject(refused);
  expect(readdirSync(directory)).toEqual([]);
});

inDirectory('writeFolder refuses a place that is not there', async ({ directory }) => {
  await expect(writeFolder(`${directory}/nowhere/new`, files)).rejects.toMatchObject(refused);
});

inDirectory('writeFolder refuses a place that it may not write to', async ({ directory, skip }) => {
  skip(process.getuid?.() === 0, 'root may write anywhere');
  chmodSync(directory, 0o500);
  await expect(writeFolder(`${directory}/new`, files)).rejects.toMatchObject(refused);
  chmodSync(directory, 0o700);
});
