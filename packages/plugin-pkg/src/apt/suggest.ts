import { nearest } from '@homeostat/resource';
import { bareName } from '../backend/bare-name.ts';
import { ask } from './ask.ts';

/** What somebody who asked for a package that there is not may have meant: one that provides it, or one of nearly its name. */
export async function suggest(name: string, signal: AbortSignal): Promise<string | undefined> {
  const plain = bareName(name);
  const providers = providersIn(await ask('apt-cache', ['showpkg', '--', plain], signal));
  if (providers.length > 0) return `It is provided by ${providers.join(', ')}: declare one of them`;
  const names = await ask('apt-cache', ['pkgnames', '--', plain.slice(0, 1)], signal);
  const near = nearest(plain, names.trimEnd().split('\n'));
  return near && `Did you mean "${near}"?`;
}

/** Reads what `apt-cache showpkg` writes: the last section lists them, each with a version. */
export function providersIn(text: string): string[] {
  const [, section = ''] = text.split('\nReverse Provides: \n');
  return [...new Set(section.split('\n').flatMap((line) => /^(\S+) /.exec(line)?.[1] ?? []))];
}
