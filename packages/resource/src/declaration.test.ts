import { describe, expect, test } from 'vitest';
import { formatRef, parseRef } from './declaration.ts';

describe('parseRef', () => {
  test.each([
    ['file[/etc/motd]', { kind: 'file', name: '/etc/motd' }],
    ['File[/etc/motd]', { kind: 'file', name: '/etc/motd' }],
    ['http:server[a[0]]', { kind: 'http:server', name: 'a[0]' }],
    ['exec[two\nlines]', { kind: 'exec', name: 'two\nlines' }],
  ])('reads %j', (text, ref) => {
    expect(parseRef(text)).toEqual(ref);
    expect(parseRef(formatRef(ref))).toEqual(ref);
  });

  test.each(['file', 'file[]', '[x]', 'file[x', 'file[x] ', '1file[x]', ''])('refuses %j', (text) => {
    expect(parseRef(text)).toBeUndefined();
  });
});
