import type { OutgoingMessage } from './message.ts';

/** @source D-Bus specification, "Valid Names" */
const forms = {
  destination: /^(:[\w-]+(\.[\w-]+)+|[A-Za-z_-][\w-]*(\.[A-Za-z_-][\w-]*)+)$/,
  path: /^\/$|^(\/\w+)+$/,
  interface: /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)+$/,
  member: /^[A-Za-z_]\w*$/,
  errorName: /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)+$/,
};

/** Paths alone may be longer. */
const longestName = 255;

/** Throws a TypeError at a name that the bus would not take: it ends the connection of who sends one. */
export function verifyNames(message: OutgoingMessage): void {
  for (const [field, form] of Object.entries(forms)) {
    const name = message[field as keyof typeof forms];
    if (name === undefined) continue;
    const tooLong = field !== 'path' && name.length > longestName;
    if (tooLong || !form.test(name)) throw new TypeError(`its ${field} "${name}" is not valid`);
  }
}
