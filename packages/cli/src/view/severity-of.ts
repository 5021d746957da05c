import type { EngineEvent } from '@homeostat/engine';
import type { Severity } from '../output/output.ts';

/** How much an event is worth a look. */
export function severityOf({ type }: { readonly type: EngineEvent['type'] }): Severity {
  if (type === 'failed') return 'error';
  return ['retrying', 'blocked', 'unclear', 'warning'].includes(type) ? 'warning' : 'info';
}
