import type { MessagePort } from 'node:worker_threads';
import type { SourcePosition } from '@homeostat/resource';
import type { Jiti } from 'jiti';
import { withoutText } from '../json-mistake.ts';
import { ModuleLoader } from './module-loader.ts';
import type { Failure, Message, Outcome } from './record.ts';
import { RecordingSite } from './recording-site.ts';
import type { SiteOptions } from './site.ts';
import { SiteFailure } from './site-failure.ts';
import { StackPlaces } from './stack-places.ts';

/**
 * Runs the file of a site, in a thread that is there for this alone, and tells what came of it.
 *
 * It is told once nothing is left to do: what a promise declares that nobody waits for belongs to the site, too.
 */
export function evaluateSite(
  file: string,
  jiti: Jiti,
  nativeImport: (url: string) => Promise<object>,
  port: MessagePort,
): void {
  const places = new StackPlaces();
  const start: SourcePosition = { file, line: 1, column: 1 };
  const tell = (message: Message) => port.postMessage(message);
  const caller = (called: (...args: never[]) => unknown) => places.caller(called) ?? start;
  const createSite = (options?: SiteOptions) => new RecordingSite(options, caller(createSite), caller);
  let outcome: () => Outcome = () => ({ type: 'stuck' });

  const fail = (error: unknown) => tell(failureOf(error, places, start));
  process.on('uncaughtException', fail);
  process.once('beforeExit', () => tell(outcome()));

  const loader = new ModuleLoader({
    jiti,
    nativeImport,
    virtual: { 'homeostat/site': { createSite } },
    places,
    onRead: (path, fingerprint) => tell({ type: 'read', file: path, fingerprint }),
  });
  loader.run(file).then((exports) => {
    const record = RecordingSite.recordOf(defaultOf(exports));
    outcome = () => (record ? { type: 'site', record } : { type: 'no-site' });
  }, fail);
}

function defaultOf(exports: unknown): unknown {
  return typeof exports === 'object' && exports !== null && '__esModule' in exports && 'default' in exports
    ? exports.default
    : exports;
}

function failureOf(error: unknown, places: StackPlaces, start: SourcePosition): Failure {
  if (error instanceof SiteFailure) return error.failure;
  if (!(error instanceof Error)) return { type: 'threw', message: undefined, at: start };
  const [message = ''] = error.message.split('\n');
  return {
    type: 'threw',
    message: error instanceof SyntaxError ? withoutText(message) : message,
    at: places.find(String(error.stack)) ?? start,
  };
}
