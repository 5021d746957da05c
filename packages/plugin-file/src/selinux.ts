import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Place } from './disk/directories.ts';
import { contextUnsupported } from './errors.ts';

const run = promisify(execFile);
const attribute = 'security.selinux';

/** The context of what is at a place, of a link itself; `undefined`: it has none. */
export async function readContext(
  place: Place,
  path: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const args = [
    '-h',
    '--only-values',
    '--absolute-names',
    '-n',
    attribute,
    '--',
    place.directory.fromOutside(place.name),
  ];
  try {
    const { stdout } = await run('getfattr', args, { signal });
    return stdout.replace(/\0$/, '');
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    if (stderr?.includes('No such attribute')) return undefined;
    throw contextUnsupported(path, reasonOf(error));
  }
}

export async function writeContext(
  place: Place,
  path: string,
  context: string,
  signal: AbortSignal,
): Promise<void> {
  try {
    await run(
      'setfattr',
      ['-h', '-n', attribute, '-v', context, '--', place.directory.fromOutside(place.name)],
      { signal },
    );
  } catch (error) {
    throw contextUnsupported(path, reasonOf(error));
  }
}

/** What the program said last, without the path that it was given. */
function reasonOf(error: unknown): string {
  const { stderr, message } = error as { stderr?: string; message: string };
  return (stderr?.trim().split(': ').at(-1) || message).replace(/^spawn (\w+) ENOENT$/, 'there is no $1');
}
