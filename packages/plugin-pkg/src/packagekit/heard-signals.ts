import { type FoundPackage, foundPackage } from './package-id.ts';
import { exit } from './protocol.ts';

/** What a transaction came to. */
export interface Outcome {
  readonly packages: readonly FoundPackage[];
  /** By package id. */
  readonly files: ReadonlyMap<string, readonly string[]>;
  /** `undefined`: it has ended well, which does not say that anything was done. */
  readonly failure?: Failure;
}

export interface Failure {
  /** Such as `exit.cancelled`. */
  readonly exit: number;
  /** Such as `errorCode.diskFull`. */
  readonly code?: number;
  readonly text: string;
}

/** How far a transaction has come. */
export interface Step {
  /** Such as `status.download`. */
  readonly status: number;
  /** 101: nobody knows. */
  readonly percent: number;
  /** The package it is about; `undefined`: all. */
  readonly id?: string;
}

/** What a transaction says of itself, signal by signal. */
export class HeardSignals {
  readonly #packages: FoundPackage[] = [];
  readonly #files = new Map<string, readonly string[]>();
  #error: { readonly code: number; readonly text: string } | undefined;
  #status = 0;
  /** PackageKit would cancel also in the midst of unpacking, when it says that it can't. */
  mayCancel = true;
  /** `undefined`: it goes on. */
  outcome: Outcome | undefined;

  /** Returns what is news of how far it has come. */
  hear(member: string, body: readonly unknown[]): Step | undefined {
    switch (member) {
      case 'Package':
        return this.#take([body as Told]);
      case 'Packages':
        return this.#take(body[0] as readonly Told[]);
      case 'Files':
        this.#files.set(String(body[0]), body[1] as string[]);
        return;
      case 'ErrorCode':
        // The first is the cause of those that follow.
        this.#error ??= { code: Number(body[0]), text: String(body[1]) };
        return;
      case 'ItemProgress':
        return { id: String(body[0]), status: Number(body[1]), percent: Number(body[2]) };
      case 'PropertiesChanged':
        return this.#hearProperties(body[1] as Record<string, unknown>);
      case 'Finished':
        this.outcome = this.#conclude(Number(body[0]));
    }
    return;
  }

  #take(packages: readonly Told[]): undefined {
    this.#packages.push(...packages.map(([info, id]) => foundPackage(info, id)));
  }

  #hearProperties({ AllowCancel, Status, Percentage }: Record<string, unknown>): Step | undefined {
    if (typeof AllowCancel === 'boolean') this.mayCancel = AllowCancel;
    if (typeof Status === 'number') this.#status = Status;
    if (Status === undefined && Percentage === undefined) return;
    return { status: this.#status, percent: typeof Percentage === 'number' ? Percentage : unknownPercent };
  }

  #conclude(code: number): Outcome {
    const outcome = { packages: this.#packages, files: this.#files };
    if (code === exit.success) return outcome;
    return { ...outcome, failure: { exit: code, text: '', ...this.#error } };
  }
}

type Told = readonly [info: number, id: string, summary: string];

const unknownPercent = 101;
