import { objectPath } from '../systemd/object-path.ts';
import type { ToldState } from '../systemd/unit-signals.ts';

export type Heard = Pick<ToldState, 'active' | 'sub'> & { readonly since?: string };

/** Who is told of which unit, by the unit's name and by the path of its object, which another name may lead to. */
export class FollowedUnits {
  readonly #byUnit = new Map<string, Set<() => void>>();
  readonly #units = new Map<string, Set<string>>();
  readonly #paths = new Map<string, string>();
  /** Where units were when they were last heard of, by their paths. */
  readonly heard = new Map<string, Heard>();

  add(unit: string, notify: () => void): void {
    this.#byUnit.set(unit, (this.#byUnit.get(unit) ?? new Set()).add(notify));
    if (!this.#paths.has(unit)) this.found(unit, objectPath(unit));
  }

  /** Returns whether nobody else follows it by this name. */
  remove(unit: string, notify: () => void): boolean {
    const others = this.#byUnit.get(unit);
    others?.delete(notify);
    if (others?.size !== 0) return false;
    this.#byUnit.delete(unit);
    this.#leave(unit);
    return true;
  }

  /** The name leads to this object from now on. */
  found(unit: string, path: string): void {
    if (!this.#byUnit.has(unit) || this.#paths.get(unit) === path) return;
    this.#leave(unit);
    this.#paths.set(unit, path);
    this.#units.set(path, (this.#units.get(path) ?? new Set()).add(unit));
  }

  has(path: string): boolean {
    return this.#units.has(path);
  }

  notifyPath(path: string): void {
    for (const unit of this.#units.get(path) ?? []) this.notifyUnit(unit);
  }

  pathOf(unit: string): string | undefined {
    return this.#paths.get(unit);
  }

  notifyUnit(unit: string): void {
    for (const notify of this.#byUnit.get(unit) ?? []) notify();
  }

  notifyAll(): void {
    for (const unit of this.#byUnit.keys()) this.notifyUnit(unit);
  }

  #leave(unit: string): void {
    const path = this.#paths.get(unit);
    if (path === undefined) return;
    this.#paths.delete(unit);
    const others = this.#units.get(path);
    others?.delete(unit);
    if (others?.size !== 0) return;
    this.#units.delete(path);
    this.heard.delete(path);
  }
}
