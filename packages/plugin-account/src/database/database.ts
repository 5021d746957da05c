import { readFileSync } from 'node:fs';
import { databaseUnreadable } from '../errors.ts';

export interface UserEntry {
  readonly name: string;
  /** `x` where it is in /etc/shadow. */
  readonly password: string;
  readonly uid: number;
  readonly gid: number;
  readonly comment: string;
  readonly home: string;
  readonly shell: string;
  readonly line: string;
}

export interface GroupEntry {
  readonly name: string;
  readonly gid: number;
  readonly members: readonly string[];
  readonly line: string;
}

export interface ShadowEntry {
  readonly name: string;
  readonly password: string;
  /** The day since 1970 on which the account expires. */
  readonly expires: number | undefined;
  readonly line: string;
}

/** Of two with one name, or one id, the first counts. */
interface Table<E> {
  readonly byName: ReadonlyMap<string, E>;
  readonly byId: ReadonlyMap<number, E>;
  readonly entries: readonly E[];
}

/** What the files of the machine say of accounts: each is read once, when it is first asked for. */
export class Database {
  readonly #root: string;
  #users: Table<UserEntry> | undefined;
  #groups: Table<GroupEntry> | undefined;
  #shadow: Table<ShadowEntry> | undefined;
  #memberships: ReadonlyMap<string, readonly string[]> | undefined;

  constructor(root: string) {
    this.#root = root;
  }

  user(name: string): UserEntry | undefined {
    return this.#passwd.byName.get(name);
  }

  userWithId(uid: number): UserEntry | undefined {
    return this.#passwd.byId.get(uid);
  }

  /** Those whose primary group it is. */
  usersIn({ gid }: GroupEntry): UserEntry[] {
    return this.#passwd.entries.filter((user) => user.gid === gid);
  }

  group(name: string): GroupEntry | undefined {
    return this.#group.byName.get(name);
  }

  groupWithId(gid: number): GroupEntry | undefined {
    return this.#group.byId.get(gid);
  }

  /** The groups that name the user among their members. */
  groupsOf(user: string): readonly string[] {
    this.#memberships ??= membershipsOf(this.#group.entries);
    return this.#memberships.get(user) ?? [];
  }

  /** Throws a Problem where only root may read it. */
  shadow(user: string): ShadowEntry | undefined {
    this.#shadow ??= table(this.#lines('shadow'), shadowEntry, () => undefined);
    return this.#shadow.byName.get(user);
  }

  get #passwd(): Table<UserEntry> {
    this.#users ??= table(this.#lines('passwd'), userEntry, ({ uid }) => uid);
    return this.#users;
  }

  get #group(): Table<GroupEntry> {
    this.#groups ??= table(this.#lines('group'), groupEntry, ({ gid }) => gid);
    return this.#groups;
  }

  #lines(file: string): string[] {
    const path = `/etc/${file}`;
    try {
      return readFileSync(this.#root + path, 'utf8').split('\n');
    } catch (error) {
      throw databaseUnreadable(path, error as NodeJS.ErrnoException);
    }
  }
}

function table<E extends { readonly name: string }>(
  lines: readonly string[],
  parse: (fields: readonly string[], line: string) => E | undefined,
  idOf: (entry: E) => number | undefined,
): Table<E> {
  const byName = new Map<string, E>();
  const byId = new Map<number, E>();
  const entries: E[] = [];
  for (const line of lines) {
    // "+name" and "-name" are instructions of old for NIS.
    if (/^[-+#]/.test(line)) continue;
    const entry = parse(line.split(':'), line);
    if (!entry) continue;
    entries.push(entry);
    if (!byName.has(entry.name)) byName.set(entry.name, entry);
    const id = idOf(entry);
    if (id !== undefined && !byId.has(id)) byId.set(id, entry);
  }
  return { byName, byId, entries };
}

function userEntry(fields: readonly string[], line: string): UserEntry | undefined {
  const [name, password = '', uid = '', gid = '', comment = '', home = '', shell = ''] = fields;
  if (!name || !isId(uid) || !isId(gid)) return undefined;
  return { name, password, uid: Number(uid), gid: Number(gid), comment, home, shell, line };
}

function groupEntry(fields: readonly string[], line: string): GroupEntry | undefined {
  const [name, , gid = '', members = ''] = fields;
  if (!name || !isId(gid)) return undefined;
  return { name, gid: Number(gid), members: members.split(',').filter((member) => member !== ''), line };
}

function shadowEntry(fields: readonly string[], line: string): ShadowEntry | undefined {
  const [name, password = '', , , , , , expires = ''] = fields;
  if (!name) return undefined;
  return { name, password, expires: isId(expires) ? Number(expires) : undefined, line };
}

function isId(text: string): boolean {
  return /^\d+$/.test(text);
}

function membershipsOf(groups: readonly GroupEntry[]): Map<string, string[]> {
  const memberships = new Map<string, string[]>();
  for (const { name, members } of groups) {
    for (const member of members) {
      const known = memberships.get(member);
      if (known) known.push(name);
      else memberships.set(member, [name]);
    }
  }
  return memberships;
}
