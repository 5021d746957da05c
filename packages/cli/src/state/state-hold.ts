import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import {
  closeSync,
  constants,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { formatProblem, type Logger, Problem } from '@homeostat/resource';
import { stateDirectoryUnusable, stateInUse, stateNotHeld } from '../errors.ts';
import type { Report } from '../status/report.ts';
import { jsonText } from '../view/json-text.ts';
import { askHolder } from './ask-holder.ts';

/** The directory, within that of the state, in which whoever runs listens. */
export const holdPlace = 'hold';

interface Held {
  readonly id: string;
  readonly server: Server;
}

/**
 * Keeps a state directory for one run alone, for as long as this process lives.
 *
 * A hold is a listening socket, which the kernel takes down with its process, in a directory that is put into its place in one
 * step: a directory replaces an empty one and no other. Only dead sockets are taken out of it, each by a name that no
 * other ever has. Why so: docs/decisions/one-run.md
 */
export class StateHold {
  readonly #directory: string;
  readonly #log: Logger;
  #held: Held | undefined;

  constructor(directory: string, log: Logger) {
    this.#directory = directory;
    this.#log = log;
  }

  /**
   * Throws a Problem when another run has it. Where nothing can be written, it is used without a hold, with a warning.
   *
   * @param report what whoever asks is told
   */
  async take(report: () => Report): Promise<void> {
    try {
      const directory = openSync(this.#directory, constants.O_RDONLY | constants.O_DIRECTORY);
      try {
        // The path of a socket has room for 107 bytes.
        this.#held = await this.#takeIn(`/proc/self/fd/${directory}`, report);
      } finally {
        closeSync(directory);
      }
    } catch (error) {
      if (error instanceof Problem) throw error;
      this.#log.warn(formatProblem(stateNotHeld(this.#directory, error)));
    }
  }

  release(): void {
    if (!this.#held) return;
    const { id, server } = this.#held;
    this.#held = undefined;
    try {
      rmSync(join(this.#directory, holdPlace, id));
    } catch {
      // It stays as a dead one.
    }
    server.close();
  }

  async #takeIn(directory: string, report: () => Report): Promise<Held> {
    const hold = join(directory, holdPlace);
    // Seen before anything is written, so that it is seen on a full disk, too.
    await this.#clear(hold);
    const id = randomUUID();
    const claim = `${hold}.${id}`;
    mkdirSync(claim, { mode: 0o700 });
    let server: Server | undefined;
    try {
      // Listens before it is in its place: what refuses to be spoken to there is dead, and not about to begin.
      server = await listen(join(claim, id), report);
      while (!isPut(claim, hold)) await this.#clear(hold);
      return { id, server };
    } catch (error) {
      server?.close();
      rmSync(claim, { recursive: true, force: true });
      throw error;
    }
  }

  /** Takes out what dead runs left. */
  async #clear(hold: string): Promise<void> {
    for (const id of this.#entries(hold)) {
      const answer = await askHolder(join(hold, id));
      if (answer === 'dead') rmSync(join(hold, id), { force: true });
      else if (answer !== 'gone') throw stateInUse(this.#directory, answer);
    }
  }

  #entries(hold: string): string[] {
    const found = lstatSync(hold, { throwIfNoEntry: false });
    if (!found) return [];
    if (!found.isDirectory()) throw this.#notOurs(holdPlace);
    const entries = readdirSync(hold, { withFileTypes: true });
    const foreign = entries.find((entry) => !entry.isSocket());
    if (foreign) throw this.#notOurs(join(holdPlace, foreign.name));
    return entries.map(({ name }) => name);
  }

  #notOurs(name: string): Problem {
    const path = join(this.#directory, name);
    return stateDirectoryUnusable(this.#directory, new Error(`${path} is none of Homeostat's; remove it`));
  }
}

async function listen(path: string, report: () => Report): Promise<Server> {
  const server = createServer((socket) => {
    // Whoever asked may be gone.
    socket.on('error', () => {});
    socket.end(jsonText(report()));
  });
  server.listen(path);
  await once(server, 'listening');
  // One that can't be accepted, for want of file descriptors, waits: it sees that somebody is there.
  server.on('error', () => {});
  return server.unref();
}

/** Whether the directory is in its place now; not, when there is one that is not empty. */
function isPut(claim: string, hold: string): boolean {
  try {
    renameSync(claim, hold);
    return true;
  } catch (error) {
    if (['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code!)) return false;
    throw error;
  }
}
