/** Thrown when a plugin breaks a promise. The message begins with the hook, and says what it did. */
export class Broken extends Error {
  override readonly name: string = 'Broken';
}

/** A hook threw where it should not have. The cause is what it threw. */
export class HookFailed extends Broken {
  override readonly name = 'HookFailed';
}

/** Throws a Broken unless the condition holds. */
export function hold(condition: boolean, what: () => string): asserts condition {
  if (!condition) throw new Broken(what());
}
