import { expect, test } from 'vitest';
import { useHost } from './testing/use-host.ts';

const on = useHost();

test.each([
  ['apt', 'unpacking'],
  ['packagekit', 'installing'],
])('how far %s has come is told of each package', async (provider, step) => {
  await on.host.write(
    '/etc/site.json',
    JSON.stringify({ resources: { pkg: [{ name: ['powertop', 'sl', 'cowsay'], provider }] } }),
  );
  const run = ['homeostat', 'run', '/etc/site.json', '--json', '--converged-timeout', '0'];
  const { exitCode, stdout } = await on.host.run(run);
  expect(exitCode).toBe(0);
  const events = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  for (const name of ['powertop', 'sl', 'cowsay']) {
    const id = `pkg[${name}]`;
    const told = events.filter((event) => event.type === 'progress' && event.id === id);
    expect(told.map((event) => event.step)).toContain(step);
    expect(told.length).toBeGreaterThan(1);
    const changed = events.findIndex((event) => event.type === 'changed' && event.id === id);
    expect(events.indexOf(told.at(-1))).toBeLessThan(changed);
  }
});
