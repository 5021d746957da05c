import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { groupUnknown, userUnknown } from './errors.ts';

export type Database = 'passwd' | 'group';

/** Names and ids stand in the same fields of both databases. */
interface Account {
  readonly name: string;
  readonly id: number;
}

interface Known {
  readonly ids: Map<string, number>;
  readonly names: Map<number, string>;
}

/** Who owns what is declared. */
export interface Owners {
  readonly owner?: string | number | undefined;
  readonly group?: string | number | undefined;
}

/**
 * The accounts of this machine, as they are during one check or apply: another resource may make some in the same run.
 *
 * Names that the system's files don't have (those from LDAP, systemd and the like) are asked for beforehand, since others
 * answer when they like.
 */
export class Accounts {
  readonly #known: Partial<Record<Database, Known>> = {};
  readonly #failures = new Map<string, unknown>();

  /** Looks up all names that are declared. What goes wrong is thrown by `id`, for the one it concerns. */
  static async of(declared: Iterable<Owners>, signal: AbortSignal): Promise<Accounts> {
    const accounts = new Accounts();
    const asked = new Set<string>();
    const answers: Promise<void>[] = [];
    const ask = (database: Database, name: string | number | undefined) => {
      if (typeof name !== 'string' || accounts.#of(database).ids.has(name)) return;
      const key = `${database}:${name}`;
      if (asked.has(key)) return;
      asked.add(key);
      answers.push(accounts.#ask(database, name, signal));
    };
    for (const { owner, group } of declared) {
      ask('passwd', owner);
      ask('group', group);
    }
    if (answers.length > 0) await Promise.all(answers);
    return accounts;
  }

  /** The id behind a name; an id is its own, whether or not anybody has it. */
  id(database: Database, account: string | number): number {
    if (typeof account === 'number') return account;
    const id = this.#of(database).ids.get(account);
    if (id !== undefined) return id;
    throw (
      this.#failures.get(`${database}:${account}`) ??
      (database === 'passwd' ? userUnknown(account) : groupUnknown(account))
    );
  }

  /** How a person knows the id: by its name, or by its digits when it has none that is known here. */
  name(database: Database, id: number): string {
    return this.#of(database).names.get(id) ?? String(id);
  }

  #of(database: Database): Known {
    const known = this.#known[database];
    if (known) return known;
    const fresh: Known = { ids: new Map(), names: new Map() };
    this.#known[database] = fresh;
    add(parse(readFileSync(`/etc/${database}`, 'utf8')), fresh);
    return fresh;
  }

  async #ask(database: Database, name: string, signal: AbortSignal): Promise<void> {
    try {
      const answer = await promisify(execFile)('getent', [database, '--', name], { signal });
      add(
        parse(answer.stdout).filter((account) => account.name === name),
        this.#of(database),
      );
    } catch (error) {
      // 2: no such key. ENOENT: a system without getent has no other accounts than those in the files.
      const { code } = error as { code?: unknown };
      if (code !== 2 && code !== 'ENOENT') this.#failures.set(`${database}:${name}`, error);
    }
  }
}

/** Of two with the same name or id the first counts. */
function add(accounts: readonly Account[], { ids, names }: Known): void {
  for (const { name, id } of accounts) {
    if (!ids.has(name)) ids.set(name, id);
    if (!names.has(id)) names.set(id, name);
  }
}

function parse(text: string): Account[] {
  return text.split('\n').flatMap((line) => {
    const [name, , id] = line.split(':');
    return name && id && /^\d+$/.test(id) ? [{ name, id: Number(id) }] : [];
  });
}
