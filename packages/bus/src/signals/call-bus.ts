import { theBus } from '../the-bus.ts';
import type { Connection, MethodCall } from '../wire/connection.ts';

/** Our own calls wait for no turn: they are answered by the bus itself, which counts only those that it passes on. */
const timeoutMs = 30_000;

/** Calls a method of the bus itself that takes one text. It is sent at once. */
export function callBus(
  connection: Connection,
  member: 'AddMatch' | 'RemoveMatch' | 'GetNameOwner',
  argument: string,
): Promise<readonly unknown[]> {
  const call: MethodCall = { ...theBus, member, signature: 's', body: [argument] };
  return connection.call(call, { timeoutMs });
}
