import { userInfo } from 'node:os';

/**
 * What a command sees. Built anew and never inherited, so that it runs the same way from a terminal, at boot and
 * under another user's sudo.
 */
export function environment(declared: Readonly<Record<string, string>>): Record<string, string> {
  return {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    HOME: home(),
    LANG: 'C.UTF-8',
    ...declared,
  };
}

// Not os.homedir(): that believes the HOME we were started with.
function home(): string {
  try {
    return userInfo().homedir;
  } catch {
    // A user id without an entry in the user database, as is usual in containers.
    return '/';
  }
}
