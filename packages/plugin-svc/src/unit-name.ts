/** @source systemd.unit(5) */
const types = [
  'service',
  'socket',
  'target',
  'device',
  'mount',
  'automount',
  'swap',
  'timer',
  'path',
  'slice',
  'scope',
];

const typeEnding = new RegExp(`\\.(${types.join('|')})$`);

/** A prefix, perhaps an instance, a type; at most 255 characters. @source unit_name_is_valid() in systemd */
const form = new RegExp(`^[A-Za-z0-9:_.\\\\-]+(@[A-Za-z0-9:_.\\\\@-]*)?\\.(${types.join('|')})$`);

/** The name with its type: that of a service when none is written. */
export function fullUnitName(name: string): string {
  return typeEnding.test(name) ? name : `${name}.service`;
}

export function isUnitName(name: string): boolean {
  const full = fullUnitName(name);
  return full.length <= 255 && form.test(full);
}

/** `foo@.service`: what units are made from, and no unit itself. */
export function isTemplate(unit: string): boolean {
  return /^[^@]+@\.[a-z]+$/.test(unit);
}

/** `foo@.service` for `foo@bar.service`. */
export function templateOf(unit: string): string | undefined {
  const match = /^([^@]+@).+(\.[a-z]+)$/.exec(unit);
  return match ? `${match[1]}${match[2]}` : undefined;
}

/** Where drop-ins of a unit are, beside its file: `a-b@x.service.d`, `a-b@.service.d`, `a-@x.service.d`, `service.d`… @source systemd.unit(5) */
export function dropInDirectoriesOf(unit: string): string[] {
  const names = [unit, templateOf(unit) ?? unit].flatMap((name) => {
    const [, prefix, instanceAndType] = /^([^@]+?)((?:@.*)?\.[a-z]+)$/.exec(name)!;
    const dashes = [...prefix!.matchAll(/-/g)].map(({ index }) => prefix!.slice(0, index + 1));
    return [name, ...dashes.map((shorter) => shorter + instanceAndType)];
  });
  return [...new Set([...names, unit.split('.').at(-1)!])].map((name) => `${name}.d`);
}
