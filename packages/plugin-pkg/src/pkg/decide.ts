import type { Change, Problem } from '@homeostat/resource';
import type { Installation, PackageStatus } from '../backend/package-backend.ts';
import { packageHeld, packageUnknown, versionUnavailable, wouldDowngrade } from '../errors.ts';
import type { PkgParams } from './params.ts';
import { isToBeThere, isWithin, parseState, type WantedState } from './wanted-state.ts';

type Compare = (a: string, b: string) => number;

/** What is to be done about one package. */
export interface Decision {
  /** Empty: in state. */
  readonly changes: readonly Change[];
  /** What a transaction has to do; `undefined`: nothing. */
  readonly step?: Step;
  /** Why the step can't be made, as far as the lists of this machine tell; newer ones may tell otherwise. */
  readonly unavailable?: Problem;
}

type Step =
  | { readonly verb: 'install'; readonly installation: Installation }
  | { readonly verb: 'remove' | 'purge' };

/** Whether the decision depends on the versions that could be installed. */
export function needsAvailable(params: PkgParams, status: PackageStatus, compare: Compare): boolean {
  const wanted = parseState(params.state);
  if (wanted.type === 'absent' || wanted.type === 'purged') return false;
  return wanted.type === 'newest' || !isThere(wanted, status, compare);
}

/** Throws a Problem when what is declared must not be done. */
export function decide(params: PkgParams, status: PackageStatus, compare: Compare): Decision {
  const wanted = parseState(params.state);
  const { step, unavailable, to = params.state } = decideState(wanted, params, status, compare);
  const changes: Change[] = [];
  if (step || unavailable) {
    if (status.held && params.hold === undefined) throw packageHeld(params.name, describe(status), to);
    changes.push({ property: 'state', from: describe(status), to });
  }
  if (params.hold !== undefined && params.hold !== status.held)
    changes.push({ property: 'hold', from: status.held, to: params.hold });
  if (step || unavailable) return { changes, ...(step && { step }), ...(unavailable && { unavailable }) };
  if (!status.automatic || !isToBeThere(params)) return { changes };
  changes.push({ property: 'mark', from: 'automatic', to: 'manual' });
  const installation = { name: params.name, version: status.version! };
  return { changes, step: { verb: 'install', installation } };
}

/** The condition, or, of one that is well, the version. */
export function describe({ condition, version }: PackageStatus): string {
  return condition === 'installed' ? (version ?? condition) : condition;
}

interface StateDecision {
  readonly step?: Step;
  readonly unavailable?: Problem;
  /** What `state` becomes, when that says more than what is declared. */
  readonly to?: string;
}

function decideState(
  wanted: WantedState,
  params: PkgParams,
  status: PackageStatus,
  compare: Compare,
): StateDecision {
  const { condition } = status;
  if (wanted.type === 'absent')
    return condition === 'absent' || condition === 'config-files' ? {} : { step: { verb: 'remove' } };
  if (wanted.type === 'purged') return condition === 'absent' ? {} : { step: { verb: 'purge' } };
  if (isThere(wanted, status, compare) && !(wanted.type === 'newest' && isOutdated(status, compare)))
    return {};

  const { name } = params;
  const available = status.available ?? [];
  const version = chooseVersion(wanted, status, compare);
  const exact = wanted.type === 'version' || wanted.type === 'range' || version === status.version;
  if (version === undefined) {
    const unavailable =
      available.length === 0 ? packageUnknown(name) : versionUnavailable(name, params.state, available);
    // One that is half there can be finished, also when no repository has it any more.
    if (condition !== 'broken' || exact) return { unavailable };
  }
  const lower = condition === 'installed' && version !== undefined && compare(version, status.version!) < 0;
  if (lower && !params.allowDowngrade) throw wouldDowngrade(name, status.version!, version);
  return {
    step: { verb: 'install', installation: { name, ...(exact && { version: version! }) } },
    ...(wanted.type !== 'installed' && version !== undefined && { to: version }),
  };
}

/** Leaves aside whether there is a newer one. */
function isThere(wanted: WantedState, { condition, version }: PackageStatus, compare: Compare): boolean {
  return condition === 'installed' && fits(wanted, version!, compare);
}

function fits(wanted: WantedState, version: string, compare: Compare): boolean {
  if (wanted.type === 'version') return compare(version, wanted.version) === 0;
  if (wanted.type === 'range') return isWithin(version, wanted.bounds, compare);
  return true;
}

function isOutdated({ version, available = [] }: PackageStatus, compare: Compare): boolean {
  return available.length > 0 && compare(version!, available[0]!) < 0;
}

function chooseVersion(
  wanted: WantedState,
  { condition, version, available = [] }: PackageStatus,
  compare: Compare,
): string | undefined {
  if (wanted.type === 'newest') return available[0];
  // What is half there is finished as what it is, if somebody has it or nothing else will do.
  if (condition === 'broken' && fits(wanted, version!, compare)) {
    if (wanted.type === 'version' || available.includes(version!)) return version;
  }
  const fitting = available.filter((one) => fits(wanted, one, compare));
  // The manager's own choice has reasons (pins, releases); what it did not choose is chosen by number.
  if (fitting[0] === available[0]) return fitting[0];
  return fitting.toSorted(compare).at(-1);
}
