/** The numbers of PackageKit's D-Bus interface. @source pk-enum.h: they count from 0, and filters and flags are bits. */

export const serviceName = 'org.freedesktop.PackageKit';
export const daemon = {
  destination: serviceName,
  path: '/org/freedesktop/PackageKit',
  interface: serviceName,
} as const;
export const transactionInterface = 'org.freedesktop.PackageKit.Transaction';

export const filter = { none: bit(1), installed: bit(2), nativeArchitecture: bit(18) } as const;

export const flag = { onlyTrusted: bit(1), simulate: bit(2), allowDowngrade: bit(6) } as const;

export const info = { installed: 1, removing: 13, obsoleting: 15, downgrading: 20, untrusted: 23 } as const;

export const status = {
  remove: 6,
  refreshCache: 7,
  download: 8,
  install: 9,
  update: 10,
  waitingForLock: 30,
} as const;

export const exit = {
  success: 1,
  cancelled: 3,
  keyRequired: 4,
  licenseRequired: 5,
  needUntrusted: 8,
  repairRequired: 11,
} as const;

export const errorCode = {
  noNetwork: 2,
  gpgFailure: 5,
  packageNotFound: 8,
  downloadFailed: 10,
  dependenciesUnmet: 13,
  transactionError: 16,
  noCache: 18,
  systemPackage: 20,
  cannotGetLock: 26,
  badSignature: 30,
  missingSignature: 31,
  repositoryMisconfigured: 33,
  fileConflicts: 35,
  packageConflicts: 36,
  repositoryUnavailable: 37,
  diskFull: 46,
  notAuthorized: 48,
  installUnsigned: 50,
  updateUnsigned: 51,
  scriptFailed: 56,
  installFailed: 58,
  removalFailed: 59,
  sourcesUnreachable: 64,
  unfinishedTransaction: 66,
  lockRequired: 67,
} as const;

function bit(position: number): bigint {
  return 1n << BigInt(position);
}
