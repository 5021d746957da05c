/**
 * A value that carries its own type, for what is declared as `v`: the values of an `a{sv}`, for example.
 *
 * Only what is sent needs it. What is received comes unwrapped.
 *
 * @example
 * await bus.call({ …, signature: 'a{sv}', body: [{ Volume: new Variant('u', 11) }] });
 */
export class Variant {
  readonly signature: string;
  readonly value: unknown;

  /** @param signature one complete type, such as `s` or `a(sv)` */
  constructor(signature: string, value: unknown) {
    this.signature = signature;
    this.value = value;
  }
}
