import type { Systemd } from './systemd.ts';

/** What systemd says of a unit. */
export interface Look {
  /** Its name, when it was asked for by another one. */
  readonly id: string;
  /** All that systemd knows it by. */
  readonly names: readonly string[];
  readonly path: string;
  /** loaded, not-found, bad-setting, error, masked */
  readonly load: string;
  readonly loadError: string;
  /** active, reloading, refreshing, inactive, failed, activating, deactivating, maintenance */
  readonly active: string;
  readonly sub: string;
  /** A start, a stop or the like is under way, or waits for another one. */
  readonly job: string | undefined;
  readonly canReload: boolean;
  /** What systemd has read of it. */
  readonly definedIn: readonly string[];
  /** The file that it was generated from. */
  readonly source: string | undefined;
  /** When it last became active. @unit milliseconds since 1970 */
  readonly activeSince: number;
  /** The conditions that were not met at its last start. */
  readonly unmet: readonly string[];
}

export async function look(systemd: Systemd, unit: string, signal?: AbortSignal): Promise<Look> {
  const { manager } = systemd;
  const path = await manager.unitPath(unit, signal);
  // Before its state is read: whoever watches it hears of all that comes after.
  systemd.signals.emit('found', unit, path);
  const its = await manager.properties(path, 'Unit', signal);
  const [errorName, errorText] = (its.LoadError ?? ['', '']) as readonly string[];
  const [jobId, job] = its.Job as readonly [number, string];
  return {
    id: String(its.Id),
    names: its.Names as readonly string[],
    path,
    load: String(its.LoadState),
    loadError: errorText || errorName || '',
    active: String(its.ActiveState),
    sub: String(its.SubState),
    job: jobId === 0 ? undefined : job,
    canReload: its.CanReload === true,
    definedIn: [its.FragmentPath, ...((its.DropInPaths as readonly string[] | undefined) ?? [])]
      .map(String)
      .filter((file) => file.startsWith('/')),
    // A mount that no file is behind has one that the kernel makes up.
    source: /^\/(?!proc\/self\/)/.test(String(its.SourcePath)) ? String(its.SourcePath) : undefined,
    activeSince: Number((its.ActiveEnterTimestamp as bigint | undefined) ?? 0n) / 1000,
    unmet: its.ConditionResult === true ? [] : conditionsOf(its.Conditions),
  };
}

/** Each as it stands in the unit's file. Which of them was not met is forgotten when systemd unloads the unit. */
function conditionsOf(value: unknown): string[] {
  const conditions = (value ?? []) as readonly [string, boolean, boolean, string, number][];
  return conditions.map(([type, , negated, parameter]) => `${type}=${negated ? '!' : ''}${parameter}`);
}

/** It does what it is there for. */
export function isActive({ active }: Look): boolean {
  return active === 'active' || active === 'reloading' || active === 'refreshing';
}
