import type { RepoParams } from './params.ts';

/** Where apt has what, below a root that is another one in tests. */
export class Places {
  readonly root: string;
  readonly parts: string;
  readonly keyrings: string;
  readonly lists: string;

  /** @param root without a slash at its end; empty: the machine's own */
  constructor(root: string) {
    this.root = root;
    this.parts = `${root}/etc/apt/sources.list.d`;
    this.keyrings = `${root}/etc/apt/keyrings`;
    this.lists = `${root}/var/lib/apt/lists`;
  }

  source({ name }: Pick<RepoParams, 'name'>): string {
    return `${this.parts}/${name}.sources`;
  }

  key({ name }: Pick<RepoParams, 'name'>): string {
    return `${this.keyrings}/${name}.asc`;
  }

  /** What makes apt use this root. */
  get options(): Readonly<Record<string, string>> {
    return this.root === '' ? {} : { Dir: this.root };
  }
}
