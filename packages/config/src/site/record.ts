import type { SourcePosition } from '@homeostat/resource';

/** What a site was told, as plain data. It goes from one thread to another. */
export interface SiteRecord {
  readonly options: unknown;
  /** Where the site was created. */
  readonly at: SourcePosition;
  readonly resources: RecordedResource[];
  readonly edges: RecordedEdge[];
  readonly faults: ValueFault[];
}

/** The arguments of one call, whatever they were. */
export interface RecordedResource {
  readonly kind: unknown;
  readonly name: unknown;
  readonly body: unknown;
  readonly at: SourcePosition;
}

interface RecordedEdge {
  readonly edge: unknown;
  readonly at: SourcePosition;
}

/** A value that is not data, and was left out. */
interface ValueFault {
  readonly path: readonly string[];
  readonly is: ValueShape;
  readonly at: SourcePosition;
}

export type ValueShape = 'function' | 'promise' | 'circular' | 'bytes' | 'date' | 'object' | 'other';

/** What came of running a file. */
export type Outcome =
  | { readonly type: 'site'; readonly record: SiteRecord }
  | { readonly type: 'no-site' }
  | Failure
  /** Nothing was left to do, and the file had not come to its end. */
  | { readonly type: 'stuck' };

export type Failure =
  | { readonly type: 'syntax'; readonly message: string; readonly at: SourcePosition }
  | { readonly type: 'missing'; readonly message: string; readonly at: SourcePosition }
  | { readonly type: 'unreadable'; readonly code: string; readonly at: SourcePosition }
  | { readonly type: 'not-utf8'; readonly at: SourcePosition }
  | { readonly type: 'untrusted'; readonly path: string; readonly who: string; readonly at: SourcePosition }
  | { readonly type: 'threw'; readonly message: string | undefined; readonly at: SourcePosition };

/** What the thread that runs a file tells of. */
export type Message =
  | { readonly type: 'read'; readonly file: string; readonly fingerprint: string | undefined }
  | Outcome;
