import { describe, expect, it } from 'vitest';
import { parseMode } from './parse-mode.ts';

describe('parseMode', () => {
  it.each([
    ['644', 0o644],
    ['0644', 0o644],
    ['0o644', 0o644],
    ['4755', 0o4755],
    ['04755', 0o4755],
    ['0', 0],
  ])('reads the octal %s as exactly these bits', (text, mode) => {
    expect(parseMode(text)).toBe(mode);
  });

  it('reads several operators of one clause as steps', () => {
    expect(parseMode('go-w+X')).toEqual([
      { operator: '-', reach: 0o3077, bits: 0o222, copied: 0, executeIfAny: false },
      { operator: '+', reach: 0o3077, bits: 0, copied: 0, executeIfAny: true },
    ]);
  });

  it('takes no class for all of them', () => {
    expect(parseMode('+x')).toEqual(parseMode('a+x'));
  });

  it.each([
    ['0888', /up to four octal digits.*"0888" is not/],
    ['10644', /up to four/],
    ['0644,u+x', /up to four/],
    ['', /Must be octal, like "0644", or parts like "u=rwX".*"" is not$/],
    ['rwxr-xr-x', /"rwxr-xr-x" is not$/],
    ['u=rwz', /"u=rwz" is not$/],
    ['u=rw,x+w', /"x\+w" in "u=rw,x\+w" is not$/],
    ['u=rw,', /"" in "u=rw," is not$/],
    ['u=gr', /"u=gr" is not$/],
    ['u', /"u" is not$/],
    ['u=7', /"u=7" is not$/],
    ['u = r', /"u = r" is not$/],
    ['u=g,g=o', /Applied twice, "u=g,g=o" gives another mode/],
    ['g+X,u+x', /Applied twice/],
  ])('refuses %j', (text, message) => {
    expect(() => parseMode(text)).toThrow(message);
    expect(() => parseMode(text)).toThrow(SyntaxError);
  });
});
