// node tools/complete-lock.mjs: puts back into package-lock.json the optional packages of other platforms.
//
// npm leaves them out when the registry at hand does not serve them, and `npm ci` then refuses the lock everywhere. Run it
// after `npm install`. The entries have no checksum; npm never fetches them on this platform.
import { readFileSync, writeFileSync } from 'node:fs';

const systems = [
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
  'aix',
];
const processors = [
  'arm64',
  'arm',
  'x64',
  'ia32',
  'ppc64',
  'riscv64',
  's390x',
  'loong64',
  'wasm32',
  'mips64el',
];

const file = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8'));
const added = [];
for (const [path, { optionalDependencies = {}, dev }] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    const places = [`${path}/node_modules/${name}`, `node_modules/${name}`];
    if (places.some((place) => lock.packages[place])) continue;
    const words = name.split(/[/-]/);
    const found = (known) => known.filter((word) => words.includes(word)).slice(0, 1);
    const [os, cpu] = [found(systems), found(processors)];
    lock.packages[`node_modules/${name}`] = {
      version: version.replace(/^[^\d]*/, ''),
      ...(cpu.length > 0 && { cpu }),
      ...(dev && { dev }),
      ...(words.includes('musl') && { libc: ['musl'] }),
      optional: true,
      ...(os.length > 0 && { os }),
    };
    added.push(name);
  }
}
const [root, ...others] = Object.keys(lock.packages);
lock.packages = Object.fromEntries([root, ...others.sort()].map((path) => [path, lock.packages[path]]));
writeFileSync(file, `${JSON.stringify(lock, undefined, 2)}\n`);
process.stdout.write(`${added.length} added\n`);
