import { existsSync } from 'node:fs';
import { FakeError } from '@homeostat/bus/testing';
import { templateOf } from '../unit-name.ts';

/** What the [Install] section of a file says; undefined: there is no such file. */
type ReadInstall = (unit: string, key: string) => readonly string[];

/** Which unit files are enabled and masked. */
export class FakeUnitFiles {
  readonly #directory: string;
  readonly #install: ReadInstall;
  readonly #enabled = new Set<string>();
  readonly #masked = new Set<string>();
  /** The unit behind each alias. */
  readonly aliases = new Map<string, string>();

  constructor(directory: string, install: ReadInstall) {
    this.#directory = directory;
    this.#install = install;
  }

  aliasesOf(unit: string): string[] {
    return [...this.aliases.keys()].filter((alias) => this.aliases.get(alias) === unit);
  }

  isMasked(unit: string): boolean {
    return this.#masked.has(unit);
  }

  state(unit: string): string {
    if (this.isMasked(unit)) return 'masked';
    if (this.aliases.has(unit)) return 'alias';
    if (!this.#exists(unit)) throw new FakeError('org.freedesktop.DBus.Error.FileNotFound', 'No such file');
    if (this.#enabled.has(unit)) return 'enabled';
    if (this.#install(unit, 'WantedBy').length > 0) return 'disabled';
    return ['Also', 'Alias'].some((key) => this.#install(unit, key).length > 0) ? 'indirect' : 'static';
  }

  /** Each returns whether anything changed. */
  enable(units: readonly string[]): boolean {
    for (const unit of units) {
      if (!this.#exists(unit))
        throw new FakeError('org.freedesktop.systemd1.NoSuchUnit', `${unit} does not exist`);
      for (const alias of this.#install(unit, 'Alias')) {
        const isLike = alias.split('.').at(-1) === unit.split('.').at(-1);
        if (!isLike)
          throw new FakeError('org.freedesktop.DBus.Error.InvalidArgs', `${alias} is no such unit`);
      }
    }
    const changed = units.filter(
      (unit) => this.#install(unit, 'WantedBy').length > 0 && !this.#enabled.has(unit),
    );
    for (const unit of changed) {
      this.#enabled.add(unit);
      for (const alias of this.#install(unit, 'Alias')) this.aliases.set(alias, unit);
    }
    return changed.length > 0;
  }

  disable(units: readonly string[]): boolean {
    return units.filter((unit) => this.#enabled.delete(unit)).length > 0;
  }

  mask(units: readonly string[]): boolean {
    for (const unit of units) {
      if (existsSync(`${this.#directory}/${unit}`))
        throw new FakeError('org.freedesktop.systemd1.UnitExists', `File ${unit} already exists.`);
      this.#masked.add(unit);
    }
    return true;
  }

  unmask(units: readonly string[]): boolean {
    return units.filter((unit) => this.#masked.delete(unit)).length > 0;
  }

  #exists(unit: string): boolean {
    return [unit, templateOf(unit)].some((file) => file && existsSync(`${this.#directory}/${file}`));
  }
}
