import { toolFailed } from '../errors.ts';
import type { Machine } from '../machine/machine.ts';

/**
 * Which of the names, none of which the files have, somebody else gives to this machine: sssd, LDAP, systemd. Told by one question
 * for all of them.
 */
export async function foreignNames(
  machine: Machine,
  database: 'passwd' | 'group',
  names: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  if (names.length === 0) return new Set();
  try {
    const outcome = await machine.run('getent', [database, '--', ...names], signal);
    signal.throwIfAborted();
    // 2: not all of them are known.
    if (outcome.status !== 0 && outcome.status !== 2) throw toolFailed('getent', outcome);
    return new Set(outcome.stdout.split('\n').map((line) => line.split(':', 1)[0]!));
  } catch (error) {
    // A system without getent has no other accounts than those in the files.
    if ((error as { code?: unknown }).code === 'ACCOUNT_TOOL_MISSING') return new Set();
    throw error;
  }
}
