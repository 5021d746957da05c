import type { Failure } from './record.ts';

/** Thrown by what loads the files, through the files that import, to whoever runs the first of them. */
export class SiteFailure extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(`homeostat: ${failure.type}`);
    this.failure = failure;
  }
}
