import type { Plugin } from '@homeostat/resource';

/** What makes one build of the command differ from another. */
export interface Build {
  readonly version: string;
  /** Called once, by the commands that need kinds. */
  plugins(): Promise<readonly Plugin[]>;
}
