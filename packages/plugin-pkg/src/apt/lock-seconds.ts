/**
 * How long we wait for another one that is at work.
 *
 * Too small: on a machine that is just being upgraded by its timer, we fail.
 * Too large: what hangs, waiting for an answer, is told so much later.
 *
 * @unit seconds
 */
export const lockSeconds = 300;
