import { BusError } from '@homeostat/bus';
import { fileBad, noInstall, startupFixed, unitUnknown } from '../errors.ts';
import type { SvcParams } from '../params.ts';
import type { Manager } from '../systemd/manager.ts';

/** How a unit's file stands to starting at boot, in systemd's words. @source systemctl(1), "is-enabled" */
export type FileState =
  | 'enabled'
  | 'enabled-runtime'
  | 'linked'
  | 'linked-runtime'
  | 'alias'
  | 'masked'
  | 'masked-runtime'
  | 'static'
  | 'indirect'
  | 'disabled'
  | 'generated'
  | 'transient'
  | 'bad';

/**
 * What is on the disk; undefined: no file. systemd's own property UnitFileState is what it was when the unit was loaded.
 */
export async function fileState(
  manager: Manager,
  unit: string,
  signal?: AbortSignal,
): Promise<FileState | undefined> {
  try {
    return (await manager.call('GetUnitFileState', 's', [unit], { signal })) as FileState;
  } catch (error) {
    if (!(error instanceof BusError)) throw error;
    if (error.errorName === 'org.freedesktop.DBus.Error.FileNotFound') return undefined;
    if (error.code === 'BUS_CALL_FAILED') throw fileBad(unit, error.message);
    throw error;
  }
}

/** Whether the file is as declared by what its state means. Throws where it can't become so. */
export function isStartupRight(
  unit: string,
  present: FileState | undefined,
  { startup, state }: Pick<SvcParams, 'startup' | 'state'>,
): boolean {
  switch (startup) {
    case 'undefined':
      return true;
    case 'masked':
      return present === 'masked';
    case 'enabled':
      return isEnabled(unit, present);
    case 'disabled':
      return isDisabled(unit, present, state);
  }
}

function isEnabled(unit: string, present: FileState | undefined): boolean {
  switch (present) {
    case undefined:
      throw unitUnknown(unit, 'enabled');
    case 'bad':
      throw fileBad(unit, '');
    case 'static':
      throw noInstall(unit);
    case 'generated':
    case 'transient':
      throw startupFixed(unit, present, 'enabled');
    default:
      return present === 'enabled';
  }
}

/** Nothing starts at boot what is static, linked, masked, or not there. */
function isDisabled(unit: string, present: FileState | undefined, state: SvcParams['state']): boolean {
  switch (present) {
    case 'generated':
      throw startupFixed(unit, present, 'disabled');
    case 'enabled':
    case 'enabled-runtime':
      return false;
    case 'masked':
    case 'masked-runtime':
      return state !== 'running';
    default:
      return true;
  }
}
