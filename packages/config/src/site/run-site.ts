import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Message, Outcome } from './record.ts';

/**
 * How long a file may run. One that waits for what never comes would hold up every later change.
 *
 * Too small: a file that asks other machines for what it declares is refused when they are slow.
 * Too large: that much longer nobody is told that it hangs.
 *
 * @unit milliseconds
 */
const siteLimitMs = 60_000;

export interface RunOptions {
  readonly limitMs?: number;
  /** Ends the thread. What came of the file is then of no use. */
  readonly signal?: AbortSignal | undefined;
}

export interface SiteRun {
  /** Each file of the site by its path, with the fingerprint of what was read; `undefined`: it could not be read. */
  readonly files: ReadonlyMap<string, string | undefined>;
  readonly outcome:
    | Outcome
    | { readonly type: 'timeout'; readonly seconds: number }
    | { readonly type: 'ended'; readonly exitCode: number }
    | { readonly type: 'broke'; readonly message: string };
}

/**
 * Runs the file of a site in a thread of its own. Whatever it does, it can't stop, block or change what runs here, and nothing of it
 * stays in memory.
 */
export async function runSite(file: string, { limitMs = siteLimitMs, signal }: RunOptions): Promise<SiteRun> {
  // Imported here, so that YAML does not wait for it in a bundle of one file.
  const { Worker } = await import('node:worker_threads');
  // The first is followed whatever becomes of the thread.
  const files = new Map<string, string | undefined>([[resolve(file), undefined]]);
  let outcome: SiteRun['outcome'] | undefined;
  const worker = new Worker(bootstrap, {
    eval: true,
    workerData: { file: resolve(file), ...otherHalf() },
    execArgv: [],
    stdout: true,
  });
  // What a file prints must not come between the lines of the command's own output.
  worker.stdout.pipe(process.stderr, { end: false });
  worker.on('message', (message: Message) => {
    if (message.type === 'read') files.set(message.file, message.fingerprint);
    else {
      outcome ??= message;
      void worker.terminate();
    }
  });
  worker.on('error', (error) => {
    outcome ??= { type: 'broke', message: error.message };
  });
  const abort = () => void worker.terminate();
  signal?.addEventListener('abort', abort, { once: true });
  if (signal?.aborted) abort();
  const limit = setTimeout(() => {
    outcome ??= { type: 'timeout', seconds: limitMs / 1000 };
    void worker.terminate();
  }, limitMs);
  const exitCode = await new Promise<number>((resolve) => worker.once('exit', resolve));
  clearTimeout(limit);
  signal?.removeEventListener('abort', abort);
  return { files, outcome: outcome ?? { type: 'ended', exitCode } };
}

/** Begins in a thread, which knows no file yet. */
const bootstrap = `
const { parentPort, workerData } = require('node:worker_threads');
const { createJiti } = require(workerData.jiti);
const nativeImport = (url) => import(url);
const jiti = createJiti(workerData.file, { fsCache: false, moduleCache: false, sourceMaps: true, interopDefault: false });
const load = workerData.half.endsWith('.ts') ? jiti.import(workerData.half) : nativeImport(workerData.half);
load.then(({ evaluateSite }) => evaluateSite(workerData.file, jiti, nativeImport, parentPort));
`;

/** Where that which runs in the thread is. A bundle finds it installed beside itself, as jiti. */
function otherHalf(): { readonly jiti: string; readonly half: string } {
  const found = createRequire(import.meta.url).resolve;
  // Tests run on the sources.
  const half = import.meta.url.endsWith('.ts')
    ? fileURLToPath(new URL('evaluate-site.ts', import.meta.url))
    : found('@homeostat/config/evaluate-site');
  return { jiti: found('jiti'), half };
}
