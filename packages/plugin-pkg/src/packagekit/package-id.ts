/** What a package is called in PackageKit, and what is said of it. */
export interface FoundPackage {
  /** Such as `info.installed`. */
  readonly info: number;
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
}

/**
 * Reads `name;version;architecture;data`.
 *
 * The data says what each back end likes and is left alone; whether a package is installed is said by the info alone.
 */
export function foundPackage(rawInfo: number, id: string): FoundPackage {
  const [name = '', version = '', architecture = ''] = id.split(';', 3);
  // An update carries its severity in the upper half.
  return { info: rawInfo & 0xffff, id, name, version, architecture };
}
