import { type Host, Lab } from '@homeostat/lab';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { AptOnHost } from './testing/apt-on-host.ts';

let lab: Lab;
let host: Host;
let apt: AptOnHost;
let hosts = 0;

beforeAll(async () => {
  lab = await Lab.start();
});
afterAll(() => lab.stop());

beforeEach(async () => {
  hosts += 1;
  host = await lab.host(`h${hosts}`);
  apt = new AptOnHost(host);
});

async function transactions(): Promise<number> {
  const { stdout } = await host.run(['grep', '--count', '^Start-Date', '/var/log/apt/history.log']);
  return Number(stdout);
}

describe('look', () => {
  test('tells of what is there, what is not, and of the versions that could be', async () => {
    await apt.transact({ install: [{ name: 'lab-tool', version: '1.0' }] });
    expect(
      await apt.look(['lab-tool', 'sl', 'no-such', 'awk', 'lab-tool:amd64', 'lab-tool:i386'], true),
    ).toEqual([
      { name: 'lab-tool', condition: 'installed', version: '1.0', held: false, available: ['2.0', '1.0'] },
      { name: 'sl', condition: 'absent', held: false, available: [expect.stringMatching(/^5\.02/)] },
      { name: 'no-such', condition: 'absent', held: false, available: [] },
      { name: 'awk', condition: 'absent', held: false, available: [] },
      {
        name: 'lab-tool:amd64',
        condition: 'installed',
        version: '1.0',
        held: false,
        available: ['2.0', '1.0'],
      },
      { name: 'lab-tool:i386', condition: 'installed', version: '1.0', held: false, available: [] },
    ]);
  });
});

describe('transact', () => {
  test('installs many in one transaction, with what they depend on, and tells how far it is', async () => {
    const names = ['powertop', 'sl', 'cowsay', 'lab-application'];
    const before = await transactions();
    const outcome = await apt.transact({ install: names.map((name) => ({ name })) });
    expect(outcome.problem).toBeUndefined();
    expect(await transactions()).toBe(before + 1);
    for (const { condition } of await apt.look([...names, 'lab-library']))
      expect(condition).toBe('installed');
    expect(outcome.progress).toContainEqual({ step: 'downloading', percent: 100 });
    expect(outcome.progress).toContainEqual({ name: 'sl', step: 'unpacking', percent: expect.any(Number) });
    expect(outcome.output).toContain('Setting up sl');
    expect(outcome.output).not.toMatch(/\.\.\. +\d+%/);
  });

  test('installs, removes and purges', async () => {
    await apt.transact({
      install: ['lab-many-1', 'lab-many-2', 'lab-config', 'sl'].map((name) => ({ name })),
    });
    const outcome = await apt.transact({
      install: [{ name: 'lab-many-3' }],
      remove: ['lab-many-1', 'sl'],
      purge: ['lab-config'],
    });
    expect(outcome.problem).toBeUndefined();
    const conditions = (await apt.look(['lab-many-1', 'lab-many-2', 'lab-many-3', 'lab-config'])).map(
      ({ condition }) => condition,
    );
    expect(conditions).toEqual(['absent', 'installed', 'installed', 'absent']);
  });
});
