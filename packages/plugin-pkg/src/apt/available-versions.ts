import { ask } from './ask.ts';

/** The versions that apt could install, the one that it would take first. It is asked again only when the stamp is another. */
export class AvailableVersions {
  readonly #stamp: () => string;
  #known: { readonly stamp: string; readonly versions: Map<string, readonly string[]> } | undefined;

  constructor(stamp: () => string) {
    this.#stamp = stamp;
  }

  /** @param names as apt writes them: without the machine's own architecture */
  async of(names: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, readonly string[]>> {
    const stamp = this.#stamp();
    if (this.#known?.stamp !== stamp) this.#known = { stamp, versions: new Map() };
    const { versions } = this.#known;
    const unknown = names.filter((name) => !versions.has(name));
    const answer = await availableVersions(unknown, signal);
    for (const name of unknown) versions.set(name, answer.get(name) ?? []);
    return versions;
  }
}

/** For each of these that apt knows. */
export async function availableVersions(
  names: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (names.length === 0) return new Map();
  // policy and not madison: pins decide what apt would take.
  return parsePolicy(await ask('apt-cache', ['policy', '--', ...names], signal));
}

/** Reads what `apt-cache policy` writes. */
export function parsePolicy(text: string): Map<string, readonly string[]> {
  const sections = text.split(/^(?=\S+:$)/m).filter((section) => section !== '');
  return new Map(
    sections.map((section) => [section.slice(0, section.indexOf(':\n')), versionsIn(section)] as const),
  );
}

function versionsIn(section: string): string[] {
  const candidate = /^ {2}Candidate: (.+)$/m.exec(section)?.[1];
  if (candidate === undefined || candidate === '(none)') return [];
  const offered = section
    .split(/^(?= (?:\*\*\*| {3}) \S+ -?\d+)/m)
    .slice(1)
    // What is installed is listed, too, also when no repository has it any more.
    .filter((version) => /^ {8,} *-?\d+ (?!\/var\/lib\/dpkg\/status$)/m.test(version))
    .map((version) => version.slice(5).split(' ', 1)[0]!);
  return [...new Set([candidate, ...offered])];
}
