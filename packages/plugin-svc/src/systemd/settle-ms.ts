/**
 * How long a unit may be on its way from one state to another, or a job under way, before it is called wrong.
 *
 * Too small: a slow database fails while it starts. Too large: one that hangs is told of that much later.
 *
 * @unit milliseconds
 * @source the limit of systemd for a start and for a stop (DefaultTimeoutStartSec), after which it fails by itself
 */
export const settleMs = 90_000;
