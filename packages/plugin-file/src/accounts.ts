import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { groupUnknown, userUnknown } from './errors.ts';

export type Database = 'passwd' | 'group';

/** Names and ids stand in the same fields of both databases. */
interface Account {
  readonly name: string;
  readonly id: number;
}

/** The id behind a name; an id is its own, whether or not anybody has it. */
export async function accountId(
  database: Database,
  account: string | number,
  signal: AbortSignal,
): Promise<number> {
  if (typeof account === 'number') return account;
  const found = await find(database, account, signal);
  if (!found) throw database === 'passwd' ? userUnknown(account) : groupUnknown(account);
  return found.id;
}

/** How a person knows the id: by its name, or by its digits when it has none. */
export async function accountName(database: Database, id: number, signal: AbortSignal): Promise<string> {
  return (await find(database, id, signal))?.name ?? String(id);
}

async function find(
  database: Database,
  key: string | number,
  signal: AbortSignal,
): Promise<Account | undefined> {
  const local = parse(await readFile(`/etc/${database}`, { encoding: 'utf8', signal }));
  const matches = ({ name, id }: Account) => name === key || id === key;
  return local.find(matches) ?? parse(await askNameServices(database, String(key), signal)).find(matches);
}

/** For accounts from LDAP, systemd and the like. */
async function askNameServices(database: Database, key: string, signal: AbortSignal): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)('getent', [database, '--', key], { signal });
    return stdout;
  } catch (error) {
    // 2: no such key. ENOENT: a system without getent has no other accounts than those in the files.
    const { code } = error as { code?: unknown };
    if (code === 2 || code === 'ENOENT') return '';
    throw error;
  }
}

function parse(text: string): Account[] {
  return text.split('\n').flatMap((line) => {
    const [name, , id] = line.split(':');
    return name && id && /^\d+$/.test(id) ? [{ name, id: Number(id) }] : [];
  });
}
