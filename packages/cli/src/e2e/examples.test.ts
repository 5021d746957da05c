import { readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TestSite } from '../testing/test-site.ts';

const examples = new URL('../../../../docs/examples/', import.meta.url);
const names = [...readdirSync(examples).filter((name) => name.endsWith('.yaml')), 'site.ts'];

let place: TestSite;
beforeEach(async () => {
  place = await TestSite.make();
});
afterEach(() => place.leave());

/** Writes the example so that it keeps things in the test's directory instead of /tmp. Gives its name there. */
async function take(name: string): Promise<string> {
  const text = readFileSync(new URL(name, examples), 'utf8');
  const file = `site${extname(name)}`;
  await place.write(file, text.replaceAll('/tmp/homeostat-', `${place.directory}/`));
  return file;
}

const run = (file: string) => place.call('run', file, '--state', 'state', '--converged-timeout', '0');

test.each(names)('example %s converges, and the next run changes nothing', async (name) => {
  const file = await take(name);
  const first = await run(file);
  expect(first).toMatchObject({ exitCode: 0, stderr: '' });
  const second = await run(file);
  expect(second).toMatchObject({ exitCode: 0, stderr: '' });
  expect(second.stdout).not.toContain(' changed');
});

test('example hello.yaml puts its parts in place, in order', async () => {
  const { stdout } = await run(await take('hello.yaml'));
  expect(await place.read('hello/words')).toBe('9\n');
  const lines = ['file[', 'etc/]', 'etc/motd]', 'exec[count words]', 'print['].map((part) =>
    stdout.indexOf(part),
  );
  expect(lines).toEqual([...lines].sort((a, b) => a - b));
});

test('example hello.yaml follows its text: the file is written anew, and its words are counted again', async () => {
  await take('hello.yaml');
  const homeostat = place.start('run', 'site.yaml', '--state', 'state');
  await homeostat.told('converged');
  const declared = await place.read('site.yaml');
  await place.write('site.yaml', declared.replace('Welcome.', 'You are welcome.'));
  await homeostat.told('exec[count words] changed', 2);
  expect(await place.read('hello/etc/motd')).toMatch(/^You are welcome\./);
  expect(await place.read('hello/words')).toBe('11\n');
  expect(homeostat.stdout).toContain('(0 added, 1 replaced, 0 removed)');
});

test('the picture of hello.yaml shows all its resources', () => {
  const picture = readFileSync(new URL('hello.svg', examples), 'utf8').replaceAll('&#45;', '-');
  for (const name of ['/tmp/homeostat-hello/etc/motd', 'count words', 'Homeostat keeps']) {
    expect(picture).toContain(name);
  }
});

test('the machine in the README: one unit of packages, and edges that nobody declared', async () => {
  const readme = readFileSync(new URL('../../README.md', examples), 'utf8');
  const [, yaml] = /```yaml\n([^`]*nginx[^`]*)```/.exec(readme)!;
  await place.write('site.yaml', yaml!);
  const { stdout } = await place.call('graph', 'site.yaml', '--format', 'json');
  const { units, edges } = JSON.parse(stdout);
  expect(units).toContainEqual(
    expect.objectContaining({
      members: expect.arrayContaining(['pkg[cowsay]', 'pkg[sl]', 'pkg[powertop]', 'pkg[nginx]']),
    }),
  );
  const [nginx, file, service] = ['pkg[nginx]', 'file[/etc/nginx/conf.d/hello.conf]', 'svc[nginx]'];
  expect(edges).toEqual(
    expect.arrayContaining([
      { from: nginx, to: file, notify: false, auto: true },
      { from: nginx, to: service, notify: false, auto: true },
      { from: file, to: service, notify: true, auto: false },
    ]),
  );
});
