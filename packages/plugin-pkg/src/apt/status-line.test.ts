import { expect, test } from 'vitest';
import { parseStatusLine } from './status-line.ts';

test.each([
  ['dlstatus:2:57.3360:Retrieving file 2 of 4', undefined, { step: 'downloading', percent: 57.336 }],
  ['pmstatus:dpkg-exec:44.4444:Running dpkg', undefined, { step: 'installing', percent: 44.4444 }],
  ['pmstatus:sl:17.6471:Unpacking sl (amd64)', 'sl', { step: 'unpacking', percent: 17.6471 }],
  ['pmstatus:libc6:i386:50:Configuring libc6 (i386)', 'libc6:i386', { step: 'configuring', percent: 50 }],
])('parseStatusLine reads %j', (line, name, progress) => {
  expect(parseStatusLine(line)).toEqual({ name, progress });
});

test.each([
  '',
  'pmerror:lab-fragile:77.7778:installed lab-fragile package …',
  'pmconffile:/etc/x:0:…',
  'media-change',
])('parseStatusLine tells nothing of %j', (line) => expect(parseStatusLine(line)).toBeUndefined());
