export { type AptOptions, createAptBackend } from './apt/apt-backend.ts';
export type {
  Installation,
  PackageBackend,
  PackageStatus,
  Transaction,
  TransactionContext,
} from './backend/package-backend.ts';
export { isPackageKitThere } from './packagekit/is-packagekit-there.ts';
export { createPackageKitBackend } from './packagekit/packagekit-backend.ts';
export { pkgPlugin } from './pkg-plugin.ts';
