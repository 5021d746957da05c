// Another process touches every declared file flat out, and spoils some of them: is each of those put right, and what does it cost?
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startHomeostat } from './files/running-homeostat.mjs';
import { declareTree, plantTree } from './files/tree.mjs';
import { table } from './report.mjs';

/** One file in so many is spoilt as well. */
const spoiltEach = 100;

if (process.argv[1] === fileURLToPath(import.meta.url)) storm(process.argv[2]);

function storm(config) {
  const { file } = JSON.parse(readFileSync(config, 'utf8')).resources;
  const files = file.filter(({ content }) => content !== undefined);
  const started = performance.now();
  for (const [index, { name, content }] of files.entries())
    writeFileSync(name, index % spoiltEach === 0 ? 'spoilt\n' : content);
  process.stdout.write(String(performance.now() - started));
}

async function measure(count) {
  const scratch = mkdtempSync(join(tmpdir(), 'homeostat-bench-'));
  const root = join(scratch, 'root');
  const file = declareTree(root, count);
  plantTree(root, file);
  const config = join(scratch, 'site.json');
  writeFileSync(config, JSON.stringify({ resources: { file } }));
  const homeostat = startHomeostat(config, join(scratch, 'state'));
  try {
    await homeostat.converged();
    const before = homeostat.memoryMiB('VmRSS');
    const cpuBefore = homeostat.cpuSeconds();
    const writer = spawn(process.execPath, [fileURLToPath(import.meta.url), config], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [text] = await once(writer.stdout.setEncoding('utf8'), 'data');
    const ended = performance.now();
    const spoilt = file
      .filter(({ content }) => content !== undefined)
      .filter((_, index) => index % spoiltEach === 0);
    const wrong = () => spoilt.filter(({ name, content }) => statSync(name).size !== content.length).length;
    while (wrong() > 0 && performance.now() - ended < 60_000)
      await new Promise((resolve) => setTimeout(resolve, 5));
    const rightAfter = performance.now() - ended;
    const lost = file.filter(
      ({ name, content }) => content !== undefined && readFileSync(name, 'utf8') !== content,
    ).length;
    return {
      files: count,
      'the storm lasts, s': (Number(text) / 1000).toFixed(1),
      spoilt: spoilt.length,
      'all right so long after it, ms': rightAfter.toFixed(0),
      lost,
      'CPU, s': (homeostat.cpuSeconds() - cpuBefore).toFixed(1),
      'RSS before, MiB': before.toFixed(0),
      'most, MiB': homeostat.memoryMiB('VmHWM').toFixed(0),
      'RSS after, MiB': homeostat.memoryMiB('VmRSS').toFixed(0),
    };
  } finally {
    await homeostat.end();
    rmSync(scratch, { recursive: true });
  }
}

export async function run() {
  table('A storm over all declared files', [await measure(10_000), await measure(100_000)]);
}
