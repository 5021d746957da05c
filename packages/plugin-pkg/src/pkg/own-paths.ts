/**
 * Directories in which packages put something for another program.
 *
 * Seen in the file lists of Debian 12 as directories of packages of several sources; with those of the same sort that fewer
 * machines have.
 */
const dropIns = [
  /^\/etc\/(?:default|sysconfig|init|init\.d|skel|security|X11|xdg|ssl|ssl\/certs|ssl\/private|polkit-1|cron\.[a-z]+)\/$/,
  /^\/etc\/(?:profile|bash_completion|ld\.so\.conf|logrotate|logcheck|modprobe|modules-load|pam|rsyslog|sudoers|sysctl|tmpfiles|update-motd)\.d\/$/,
  /^\/etc\/(?:apt|systemd|udev|dbus-1|ca-certificates|kernel|fonts|X11|xdg|apparmor|apparmor\.d|network|NetworkManager)\//,
  /^(?:\/usr)?\/lib\/(?:systemd|udev|lsb|[a-z]+\.d|[^/]+-linux-gnu)\//,
  /^\/usr\/share\/(?:doc|man|info|locale|lintian|bug|dbus-1|polkit-1|applications|icons|pixmaps|bash-completion|zsh|perl5|python3)\//,
];

/** Leaves out the directories that many packages share, so that not every package comes before what is declared there. */
export function ownPaths(paths: readonly string[]): string[] {
  return paths.filter((path) => !path.endsWith('/') || !isShared(path));
}

/** "/", "/etc/", "/usr/bin/", "/usr/share/", "/var/lib/", and the drop-ins. */
function isShared(directory: string): boolean {
  const names = directory.split('/').slice(1, -1);
  const common = names[0] === 'usr' || names[0] === 'var' ? 2 : 1;
  return names.length <= common || dropIns.some((form) => form.test(directory));
}
