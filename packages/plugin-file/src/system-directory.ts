/**
 * The root, what the Filesystem Hierarchy Standard puts below it for the system itself and for all users, and the parts of
 * /usr that are the same directories on most systems. /opt, /srv, /mnt and /media are the administrator's own.
 *
 * @source docs/decisions/purge-and-claims.md
 */
const systemDirectory =
  /^\/(((usr\/)?(bin|sbin|lib(32|64|x32|exec)?)|boot|dev|etc|home|lost\+found|proc|root|run|sys|tmp|usr|var)\/)?$/;

/** Whether nobody can mean to remove all in this directory but for what is declared. Deeper ones may be meant. */
export function isSystemDirectory(path: string): boolean {
  return systemDirectory.test(path);
}
