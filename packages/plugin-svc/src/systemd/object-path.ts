import { managerPath } from './manager.ts';

/** Where the object of a unit is; that of an alias is elsewhere. @source bus_label_escape() in systemd */
export function objectPath(unit: string): string {
  const label = unit.replace(/^[0-9]|[^A-Za-z0-9]/g, (byte) => `_${byte.charCodeAt(0).toString(16)}`);
  return `${managerPath}/unit/${label}`;
}
