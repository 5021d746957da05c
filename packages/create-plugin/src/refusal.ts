/** An error that the user can act on. This package stands alone, so it is not the Problem of @homeostat/resource. */
export class Refusal extends Error {
  readonly code: string;
  readonly hint: string;

  constructor(code: string, message: string, hint: string) {
    super(message);
    this.code = code;
    this.hint = hint;
  }
}
