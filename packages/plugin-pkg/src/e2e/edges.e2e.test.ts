import { expect, test } from 'vitest';
import { useHost } from './testing/use-host.ts';

const on = useHost();

/** The edges of a graph, each as "from -> to". */
async function compiled(resources: object): Promise<string[]> {
  await on.host.write('/etc/site.json', JSON.stringify({ resources }));
  const { stdout } = await on.host.run(['homeostat', 'graph', '/etc/site.json', '--format', 'json']);
  const graph = JSON.parse(stdout) as { edges: { from: string; to: string }[] };
  return graph.edges.map(({ from, to }) => `${from} -> ${to}`).sort();
}

const site = {
  pkg: { 'lab-config': {}, 'lab-tool': {}, 'lab-rival': { state: 'absent' }, sl: {} },
  file: {
    '/etc/': {},
    '/etc/lab-config.conf': { content: 'x' },
    '/etc/apt/sources.list.d/more.list': { content: '' },
    '/usr/share/lab/': {},
    '/usr/share/lab/notes': { content: '' },
  },
  exec: { train: { cmd: '/usr/games/sl', creates: '/x' }, again: { cmd: 'sl -a', creates: '/x' } },
};

const known = [
  'file[/etc/] -> file[/etc/apt/sources.list.d/more.list]',
  'file[/etc/] -> file[/etc/lab-config.conf]',
  'file[/etc/apt/sources.list.d/more.list] -> pkg[lab-config]',
  'file[/etc/apt/sources.list.d/more.list] -> pkg[lab-tool]',
  'file[/etc/apt/sources.list.d/more.list] -> pkg[sl]',
  'file[/usr/share/lab/] -> file[/usr/share/lab/notes]',
  'pkg[lab-config] -> file[/etc/lab-config.conf]',
  'pkg[sl] -> exec[again]',
  'pkg[sl] -> exec[train]',
];

test('before it is installed a package goes by its name', async () => {
  expect(await compiled(site)).toEqual(known);
});

test.each(['apt', 'packagekit'])('an installed package goes by its file list, from %s', async (provider) => {
  await on.homeostat.apt('install', 'lab-config', 'lab-tool', 'sl');
  const pkg = Object.entries(site.pkg).map(([name, params]) => [name, { ...params, provider }]);
  const edges = await compiled({ ...site, pkg: Object.fromEntries(pkg) });
  // Two packages own one directory: it comes after both.
  const shipped = ['lab-config', 'lab-tool'].flatMap((name) => [
    `pkg[${name}] -> file[/usr/share/lab/]`,
    `pkg[${name}] -> file[/usr/share/lab/notes]`,
  ]);
  expect(edges).toEqual([...known, ...shipped].sort());
});

test('a file list that can not be read costs the edges of its package, and a warning', async () => {
  await on.homeostat.apt('install', 'lab-config', 'lab-tool', 'sl');
  await on.host.run(['sh', '-c', 'cd /var/lib/dpkg/info && rm lab-config.list && mkdir lab-config.list']);
  const edges = await compiled(site);
  expect(edges.filter((edge) => edge.includes('pkg[lab-config]'))).toEqual([]);
  expect(edges).toContain('pkg[lab-tool] -> file[/usr/share/lab/]');
  const { stderr } = await on.host.run(['homeostat', 'validate', '/etc/site.json']);
  expect(stderr).toMatch(/^warning: .*pkg\[lab-config\]/m);
});
