import { Liquid } from 'liquidjs';

/** So that no template holds up or fills a process of root: far more than any configuration file needs. */
const limits = {
  /** @unit characters */
  parseLimit: 1024 * 1024,
  /** @unit milliseconds */
  renderLimit: 1000,
  /** @unit characters and items that filters and loops make, roughly */
  memoryLimit: 16 * 1024 * 1024,
};

/**
 * Liquid for templates that stand alone and give the same text for the same vars each time; else a file would never be
 * in state.
 */
export function createTemplateEngine(): Liquid {
  const engine = new Liquid({
    ...limits,
    strictVariables: true,
    // `if` and `default` may ask whether there is such a variable.
    lenientIf: true,
    strictFilters: true,
    ownPropertyOnly: true,
    outputEscape: printable,
    // Whatever looks for a file looks here, and not on the disk.
    templates: {},
  });
  for (const tag of ['include', 'render', 'layout', 'block']) delete engine.tags[tag];
  // It chooses at random.
  engine.unregisterFilter('sample');
  for (const name of Object.keys(engine.filters)) if (name.startsWith('date')) refuseNow(engine, name);
  return engine;
}

/** Liquid would print `[object Object]`, and the items of a list without anything between them. */
function printable(value: unknown): string {
  if (Array.isArray(value))
    throw new Error('A list has no text of its own; add a filter, like "| join: \', \'"');
  if (typeof value === 'object' && value !== null)
    throw new Error('A map has no text of its own; print one of its values, or add the filter "| json"');
  return String(value ?? '');
}

function refuseNow(engine: Liquid, name: string): void {
  const filter = engine.filters[name];
  if (typeof filter !== 'function') return;
  engine.registerFilter(name, function (value, ...args) {
    if (value === 'now' || value === 'today')
      throw new Error(`"${value}" is another date each time, so the file would never stay as it is`);
    return filter.call(this, value, ...args);
  });
}
