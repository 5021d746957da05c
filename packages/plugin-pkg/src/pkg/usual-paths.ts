import { bareName } from '../backend/bare-name.ts';

/** Directories below that of the package for which many programs wait for files. */
const subdirectories = ['conf.d', 'sites-available', 'sites-enabled', 'modules-enabled', 'ssl'];

/**
 * What a package probably ships, by its name: its file list is known only once it is installed. What it does not ship costs an
 * edge that nothing needs.
 */
export function usualPaths(name: string): string[] {
  const bare = bareName(name);
  // postgresql-15, openssh-server, drbd-utils
  const short = bare.replace(/-(?:[\d.]+|server|daemon|common|core|utils|tools|bin|full|light)$/, '');
  return [...new Set([bare, short])].flatMap((stem) => [
    `/etc/${stem}/`,
    ...subdirectories.map((directory) => `/etc/${stem}/${directory}/`),
    `/etc/${stem}.d/`,
    `/etc/${stem}.conf`,
    `/etc/default/${stem}`,
    `/etc/logrotate.d/${stem}`,
    `/etc/cron.d/${stem}`,
    `/var/lib/${stem}/`,
    `/var/log/${stem}/`,
    ...['bin', 'sbin', 'games'].map((directory) => `/usr/${directory}/${stem}`),
    ...['service', 'socket', 'timer'].map((type) => `/usr/lib/systemd/system/${stem}.${type}`),
  ]);
}
