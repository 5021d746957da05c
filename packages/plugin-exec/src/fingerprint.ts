import { createHash } from 'node:crypto';
import { parseCommand } from './command-line.ts';
import type { ExecParams } from './params.ts';

/** Equal for params that run the same command in the same surroundings. A hash, since `env` may hold secrets. */
export function fingerprint(params: ExecParams): string {
  const { program, args } = parseCommand(params);
  const env = Object.entries(params.env).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([program, args, params.cwd, env]))
    .digest('hex');
}
