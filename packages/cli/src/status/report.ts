import type { Summary } from '@homeostat/engine';
import type { Problem } from '@homeostat/resource';
import { Failures } from '../view/failures.ts';
import type { Observed } from '../view/view.ts';

/** What a run says of itself to whoever asks. */
export interface Report {
  /** As its own namespace counts. */
  readonly pid: number;
  readonly since: string;
  /** What it keeps. */
  readonly file: string;
  /** Whether nothing is left to do for now. */
  readonly converged: boolean;
  readonly summary: Summary;
  /** As data, once it was sent. */
  readonly failed: readonly {
    readonly id: string;
    readonly problem: Pick<Problem, 'code' | 'message' | 'hint' | 'at'>;
  }[];
}

/** Follows an engine, so that it can be told at any time how things are. Returns what tells. */
export function reporting(file: string, engine: Observed): () => Report {
  const since = new Date().toISOString();
  const failures = new Failures();
  let converged = false;
  engine.on((event) => {
    failures.see(event);
    if (event.type === 'converged') converged = true;
    else if (event.type === 'unconverged') converged = false;
  });
  return () => ({
    pid: process.pid,
    since,
    file,
    converged,
    summary: engine.summary(),
    failed: failures.all().map(([id, problem]) => ({ id, problem })),
  });
}
