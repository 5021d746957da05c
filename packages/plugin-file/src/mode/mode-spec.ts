/**
 * What is to become of the mode of a file: exactly these twelve bits (it was written in octal), or what is left once each
 * step was taken (it was written as chmod(1) has it, like `u=rwX,go-w`).
 */
export type ModeSpec = number | readonly ModeStep[];

/** `u=rwX` is one step, `g-w+x` two. */
export interface ModeStep {
  readonly operator: '=' | '+' | '-';
  /** The bits that it may touch: 0o4700 for `u`. */
  readonly reach: number;
  /** The bits that it names, in every class: 0o555 for `rx`. */
  readonly bits: number;
  /** The class whose permissions it takes over, as that class's bits: 0o070 for `g` in `o=g`. 0: none. */
  readonly copied: number;
  /** `X`: names `x` as well for a directory, and for what somebody may execute already. */
  readonly executeIfAny: boolean;
}
