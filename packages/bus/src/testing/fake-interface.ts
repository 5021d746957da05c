import type { Variant } from '../variant.ts';

/** What an object of a fake service has on one interface. */
export interface FakeInterface {
  readonly methods?: Readonly<Record<string, FakeMethod>>;
  readonly properties?: Readonly<Record<string, Variant>>;
}

export interface FakeMethod {
  /** The types of its arguments. A call with others is answered with InvalidArgs. Default: none. */
  readonly in?: string;
  /** The types of what it answers. Default: nothing. */
  readonly out?: string;
  /**
   * What it does. Returns nothing, or the value, or an array of them where `out` names several. A promise delays the answer;
   * one that never settles leaves it out. Throws a `FakeError` to answer with an error.
   */
  // biome-ignore lint/suspicious/noExplicitAny: a test knows what it calls with
  call(...args: any[]): unknown;
}
