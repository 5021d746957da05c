/** The name of a package without its architecture, which a manager may add or leave out. */
export function bareName(name: string): string {
  return name.replace(/:.*/, '');
}
