import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const homeostat = fileURLToPath(new URL('../../../packages/cli/bin/homeostat.cjs', import.meta.url));
export const yardstick = fileURLToPath(new URL('./yardstick.mjs', import.meta.url));
const tellPeak = fileURLToPath(new URL('./tell-peak.cjs', import.meta.url));

/** Runs Node with these arguments from start to exit. Throws unless it ends with 0. */
export function runMeasured(...args) {
  const scratch = mkdtempSync(join(tmpdir(), 'homeostat-peak-'));
  const peakFile = join(scratch, 'peak');
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: `--require=${tellPeak}`, PEAK_FILE: peakFile },
  });
  const ms = performance.now() - started;
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`);
  const peakMiB = Number(readFileSync(peakFile, 'utf8')) / 1024;
  rmSync(scratch, { recursive: true });
  return { ms, peakMiB };
}
