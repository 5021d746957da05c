import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { command } from '../command.ts';

/** Outside the checkout, for all checkouts of this machine. Only ever the lower directory of an overlay. */
const cache = '/var/cache/homeostat-lab';

const builder = fileURLToPath(new URL('build.sh', import.meta.url));

/** The directory that a recipe makes, from the cache if the same recipe was built upon the same parent before. */
export async function buildLayer(recipe: URL, parent = ''): Promise<string> {
  const script = fileURLToPath(recipe);
  const hash = createHash('sha256')
    .update(await readFile(script))
    .update(`\n${parent}\n${process.arch}`);
  const place = join(cache, `${basename(script, '.sh')}-${hash.digest('hex').slice(0, 16)}`);
  if (existsSync(place)) return place;
  await mkdir(cache, { recursive: true, mode: 0o755 });
  const sealed = ['unshare', '--mount', '--pid', '--fork', '--mount-proc', '--kill-child'];
  await command('flock', join(cache, 'lock'), ...sealed, 'bash', builder, place, script, parent);
  return place;
}
