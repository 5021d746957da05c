const dayMs = 86_400_000;

/** The number of a day since 1970, as /etc/shadow has it; `undefined`: there is no such day. */
export function dayOf(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return undefined;
  const ms = Date.parse(`${text}T00:00:00Z`);
  // The 30th of February is taken for a day in March.
  return Number.isNaN(ms) || formatDay(ms / dayMs) !== text ? undefined : ms / dayMs;
}

/** @param day `undefined`: there is none */
export function formatDay(day: number | undefined): string {
  if (day === undefined) return 'never';
  const date = new Date(day * dayMs);
  // Further than a calendar reaches.
  return Number.isNaN(date.getTime()) ? `day ${day}` : date.toISOString().slice(0, 10);
}
