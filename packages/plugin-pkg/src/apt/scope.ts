import { existsSync } from 'node:fs';

/**
 * What stands before a command so that it is in a scope of its own, or nothing where systemd is not at work.
 *
 * systemd ends whatever is left of a service that is stopped or has died: a dpkg too, and just when the package that it installs
 * restarts us. `systemd-run --scope` becomes the command, so the process stays our child, and keeps its files.
 */
export function scopePrefix(): readonly string[] {
  return existsSync('/run/systemd/system') && existsSync('/usr/bin/systemd-run')
    ? ['/usr/bin/systemd-run', '--scope', '--quiet', '--collect', '--']
    : [];
}

/** Whether it was systemd that refused, before the command could begin. */
export function isScopeRefused(output: string): boolean {
  return /^Failed to /.test(output);
}
