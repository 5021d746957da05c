import { readFileSync } from 'node:fs';

/** What useradd gives a new home directory, so that one that is made later gets the same. @source login.defs(5), HOME_MODE and UMASK */
export function homeMasks(root: string): { readonly umask: string; readonly mode: string } {
  const settings = readIfAny(`${root}/etc/login.defs`);
  const umask = settingOf(settings, 'UMASK') ?? '022';
  const withoutMode = (0o777 & ~Number.parseInt(umask, 8)).toString(8);
  return { umask, mode: settingOf(settings, 'HOME_MODE') ?? `0${withoutMode}` };
}

function settingOf(settings: string, name: string): string | undefined {
  return new RegExp(`^\\s*${name}\\s+([0-7]+)\\s*$`, 'm').exec(settings)?.[1];
}

function readIfAny(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
