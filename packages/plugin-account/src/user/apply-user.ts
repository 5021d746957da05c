import { DECLARED, type MemberToApply } from '@homeostat/resource';
import { Database, type GroupEntry, type UserEntry } from '../database/database.ts';
import {
  accountGroupUnknown,
  homeNotMoved,
  homeNotRemoved,
  homeTaken,
  homeUnsafe,
  idTaken,
  toolFailed,
  userBusy,
  userHasNoPassword,
} from '../errors.ts';
import { keptGroups } from '../group/kept-groups.ts';
import { changeAccount, type ToolCall } from '../machine/change-account.ts';
import type { Machine, Outcome } from '../machine/machine.ts';
import { homeMasks } from './home-masks.ts';
import type { UserParams } from './params.ts';
import { hashIn, isLocked, passwordField } from './password-field.ts';
import { unsafeDirectoryAbove } from './unsafe-directory.ts';
import { userChanges } from './user-changes.ts';
import { creationWords, modificationWords } from './words.ts';

/** Makes what differs by now, since others of the batch have had their turn in between. */
export class UserApplication {
  readonly #machine: Machine;
  readonly #params: UserParams;
  readonly #ctx: MemberToApply<UserParams>['ctx'];
  readonly #signal: AbortSignal;

  constructor(machine: Machine, { params, ctx }: MemberToApply<UserParams>, signal: AbortSignal) {
    this.#machine = machine;
    this.#params = params;
    this.#ctx = ctx;
    this.#signal = signal;
  }

  async make(): Promise<void> {
    const database = new Database(this.#machine.root);
    const changes = userChanges(this.#params, database, this.#machine);
    const differing = new Set(changes.map(({ property }) => property));
    if (differing.size === 0) return;
    const entry = database.user(this.#params.name);
    if (this.#params.state === 'absent') await this.#remove(entry!, database);
    else {
      this.#refuseUnknownGroups(database);
      if (differing.has('home directory')) this.#refuseHome(entry);
      if (entry) await this.#modify(entry, differing, database);
      else await this.#create(database);
      await this.#setPassword(differing);
      if (differing.has('home directory')) await this.#makeHome();
    }
  }

  async #create(database: Database): Promise<void> {
    const words = creationWords(this.#params, database.group(this.#params.name) !== undefined);
    await this.#run({ tool: 'useradd', args: [...words, '--', this.#params.name] }, database);
  }

  async #modify(entry: UserEntry, differing: ReadonlySet<string>, database: Database): Promise<void> {
    const { home = entry.home, manageHome } = this.#params;
    const from = this.#machine.whatIsAt(entry.home);
    const moves = manageHome && home !== entry.home && from === 'directory';
    if (moves && this.#machine.whatIsAt(home) !== undefined) throw homeNotMoved(entry.name, entry.home, home);
    const words = modificationWords(this.#params, differing, moves);
    if (words.length > 0) await this.#run({ tool: 'usermod', args: [...words, '--', entry.name] }, database);
  }

  /** By stdin, since everybody sees the words of a command. A lock that nobody speaks of stays. */
  async #setPassword(differing: ReadonlySet<string>): Promise<void> {
    const { name, password, locked } = this.#params;
    if (!differing.has('password') && !differing.has('locked')) return;
    const database = new Database(this.#machine.root);
    const entry = database.user(name);
    const field = (entry && passwordField(entry, database)) ?? '';
    const hash = password ?? hashIn(field);
    // What useradd leaves is a lock without anything behind it, of which nobody has spoken.
    const lock = locked ?? (isLocked(field) && hashIn(field) !== '');
    if (!lock && hash === '') throw userHasNoPassword(name);
    if (differing.has('password')) {
      const input = `${name}:${lock ? '!' : ''}${hash}\n`;
      await this.#run({ tool: 'chpasswd', args: ['--encrypted'], input }, database);
    } else if (lock !== isLocked(field)) {
      // Not by chpasswd: the password has not become younger.
      await this.#run({ tool: 'usermod', args: [lock ? '--lock' : '--unlock', '--', name] }, database);
    }
  }

  /** useradd makes it for a new user alone. */
  async #makeHome(): Promise<void> {
    const { name } = this.#params;
    const database = new Database(this.#machine.root);
    const { home } = database.user(name)!;
    if (this.#machine.whatIsAt(home) === 'directory') return;
    const { umask, mode } = homeMasks(this.#machine.root);
    await this.#run({ tool: 'mkhomedir_helper', args: [name, umask, '/etc/skel', mode] }, database);
  }

  async #remove(entry: UserEntry, database: Database): Promise<void> {
    const { name, removeHome } = this.#params;
    const args = [...(removeHome ? ['--remove'] : []), '--', name];
    const group = database.group(name);
    try {
      await this.#run({ tool: 'userdel', args }, database);
    } finally {
      if (group?.gid === entry.gid) await this.#restoreGroup(group);
    }
  }

  /** userdel takes along the group of the same name, also when a resource keeps that one. */
  async #restoreGroup({ name, gid }: GroupEntry): Promise<void> {
    const now = new Database(this.#machine.root);
    if (now.group(name) || !keptGroups(this.#ctx.services.get(DECLARED)).has(name)) return;
    await this.#run({ tool: 'groupadd', args: ['--gid', String(gid), '--', name] }, now);
  }

  async #run(call: ToolCall, database: Database): Promise<void> {
    const outcome = await changeAccount(this.#machine, call, this.#ctx, this.#signal);
    if (outcome.status !== 0) throw this.#problem(call, outcome, database);
  }

  /** @source useradd(8), usermod(8) and userdel(8), "Exit values" */
  #problem({ tool }: ToolCall, outcome: Outcome, database: Database): Error {
    const { name, uid } = this.#params;
    const said = outcome.stderr.trim().replace(/^\w+: /, '');
    if (outcome.status === 4 && uid !== undefined) return idTaken('uid', uid, database.userWithId(uid)?.name);
    if (outcome.status === 8) return userBusy(name, said);
    if (outcome.status === 12 && tool === 'userdel') {
      return homeNotRemoved(name, database.user(name)?.home ?? 'its home directory', said);
    }
    return toolFailed(tool, outcome);
  }

  /** usermod passes over in silence those that only another database has. */
  #refuseUnknownGroups(database: Database): void {
    const { name, group, groups = [] } = this.#params;
    for (const wanted of typeof group === 'string' ? [group, ...groups] : groups) {
      if (!database.group(wanted)) throw accountGroupUnknown(name, wanted);
    }
    if (typeof group === 'number' && !database.groupWithId(group)) throw accountGroupUnknown(name, group);
  }

  #refuseHome(entry: UserEntry | undefined): void {
    const home = this.#params.home ?? entry?.home;
    if (home === undefined) return;
    if (this.#machine.whatIsAt(home) === 'something else') throw homeTaken(this.#params.name, home);
    const unsafe = unsafeDirectoryAbove(home, this.#machine.root);
    if (unsafe !== undefined) throw homeUnsafe(this.#params.name, home, unsafe);
  }
}
