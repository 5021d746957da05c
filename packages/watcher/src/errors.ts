import { Problem } from '@homeostat/resource';

/** Why one directory is left to the sweep alone. */
export function directoryNotWatched(directory: string, cause: unknown): Problem {
  switch ((cause as NodeJS.ErrnoException).code) {
    case 'ENOSPC':
      return limitReached(`no inotify watch is left for ${directory}`, 'fs.inotify.max_user_watches', cause);
    case 'EMFILE':
      return limitReached(
        `no inotify instance is left for ${directory}`,
        'fs.inotify.max_user_instances',
        cause,
      );
    case 'EACCES':
    case 'EPERM':
      return new Problem(
        'WATCH_DENIED',
        `The directory ${directory} may not be read, so it can't be watched`,
        {
          cause,
          hint: 'Let this user read it, or run as root; meanwhile the paths in it are looked at by the sweep alone',
        },
      );
    default:
      return new Problem('WATCH_FAILED', `The directory ${directory} can't be watched: ${messageOf(cause)}`, {
        cause,
        hint: 'The paths in it are looked at by the sweep alone; arming is tried again with each sweep',
      });
  }
}

/** A source of events has failed while it ran. */
export function watchDegraded(cause: unknown): Problem {
  return new Problem('WATCH_DEGRADED', `fanotify has failed: ${messageOf(cause)}`, {
    cause,
    hint: 'Everything is looked at again, and watched by inotify from now on; restart when the cause is mended',
  });
}

function limitReached(what: string, sysctl: string, cause: unknown): Problem {
  return new Problem('WATCH_LIMIT', `The kernel's limit is reached: ${what}`, {
    cause,
    hint: `Raise it with "sysctl ${sysctl}=…"; meanwhile changes are found by the sweep alone`,
  });
}

export function treeWatchUnavailable(cause: unknown): Problem {
  return new Problem('TREE_WATCH_UNAVAILABLE', `Directory trees can't be watched here: ${messageOf(cause)}`, {
    cause,
    hint: 'Install @parcel/watcher with its optional dependencies, which bring the binary for this platform',
  });
}

export function treeNotWatched(root: string, cause: unknown): Problem {
  return new Problem('TREE_NOT_WATCHED', `The tree ${root} can't be watched: ${messageOf(cause)}`, {
    cause,
    hint: 'If the kernel has no watches left, raise "sysctl fs.inotify.max_user_watches=…"',
  });
}

export function pathNotAbsolute(path: string): Problem {
  return new Problem('WATCH_PATH_RELATIVE', `A watched path must be absolute, and "${path}" is not`, {
    hint: 'This is a bug in the plugin that watches it',
  });
}

export function notifyFailed(path: string, cause: unknown): Problem {
  return new Problem('NOTIFY_FAILED', `A notice of ${path} was not taken: ${messageOf(cause)}`, {
    cause,
    hint: 'This is a bug in what listens',
  });
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
