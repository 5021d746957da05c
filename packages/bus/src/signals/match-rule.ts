import type { Signal, SignalMatch } from '../bus.ts';

/** A rule as the bus takes it; equal matches have equal rules. @source D-Bus specification, "Match Rules" */
export function matchRule(match: SignalMatch): string {
  const parts = {
    type: 'signal',
    sender: match.sender,
    path: match.path,
    path_namespace: match.pathNamespace,
    interface: match.interface,
    member: match.member,
    arg0: match.arg0,
  };
  return Object.entries(parts)
    .flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${quote(value)}`]))
    .join(',');
}

/** Within quotes everything stands for itself; an apostrophe is written outside of them. */
function quote(value: string): string {
  return `'${value.replaceAll("'", "'\\''")}'`;
}

/**
 * Whether a signal is one that a match asks for. The bus sends what any rule of ours asks for, and anybody may send what none
 * does.
 *
 * @param owner who owns the match's sender now
 */
export function matches(match: SignalMatch, signal: Signal, owner: string | undefined): boolean {
  return (
    match.member === signal.member &&
    match.interface === signal.interface &&
    (match.path === undefined || match.path === signal.path) &&
    (match.pathNamespace === undefined || isWithin(signal.path, match.pathNamespace)) &&
    (match.arg0 === undefined || match.arg0 === signal.body[0]) &&
    (match.sender === undefined || match.sender === signal.sender || owner === signal.sender)
  );
}

function isWithin(path: string, namespace: string): boolean {
  return path === namespace || namespace === '/' || path.startsWith(`${namespace}/`);
}
