import { describe, expect, test } from 'vitest';
import { fullUnitName, isTemplate, isUnitName, templateOf } from './unit-name.ts';

describe('a unit name', () => {
  test.each([
    ['nginx', 'nginx.service'],
    ['nginx.service', 'nginx.service'],
    ['docker.socket', 'docker.socket'],
    ['getty@tty1', 'getty@tty1.service'],
    ['dbus-org.freedesktop.network1', 'dbus-org.freedesktop.network1.service'],
    ['-.mount', '-.mount'],
    ['dev-disk-by\\x2duuid-1.swap', 'dev-disk-by\\x2duuid-1.swap'],
  ])('%s is %s in full', (name, full) => {
    expect(isUnitName(name)).toBe(true);
    expect(fullUnitName(name)).toBe(full);
  });

  test.each(['', '@x', 'a b', 'a*', 'a/b', '../a', 'a\n', 'a\0', 'ü', '.service', 'x'.repeat(248)])(
    '%j is none',
    (name) => expect(isUnitName(name)).toBe(false),
  );

  test('may hold 255 characters', () => expect(isUnitName('x'.repeat(247))).toBe(true));

  test('of an instance leads to its template', () => {
    expect(templateOf('foo@bar.service')).toBe('foo@.service');
    expect(templateOf('foo@a@b.timer')).toBe('foo@.timer');
    expect(templateOf('foo.service')).toBeUndefined();
    expect(templateOf('foo@.service')).toBeUndefined();
    expect(isTemplate('foo@.service')).toBe(true);
    expect(isTemplate('foo@bar.service')).toBe(false);
    expect(isTemplate('foo.service')).toBe(false);
  });
});
