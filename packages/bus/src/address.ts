import { addressMissing, addressUnusable } from './errors.ts';

/** Where the bus of the machine is. */
export function systemBusAddress(env: NodeJS.ProcessEnv = process.env): string {
  return env.DBUS_SYSTEM_BUS_ADDRESS || 'unix:path=/run/dbus/system_bus_socket';
}

/** Where the bus of the user's session is. */
export function sessionBusAddress(env: NodeJS.ProcessEnv = process.env): string {
  if (env.DBUS_SESSION_BUS_ADDRESS) return env.DBUS_SESSION_BUS_ADDRESS;
  if (!env.XDG_RUNTIME_DIR) throw addressMissing();
  return `unix:path=${encodeURI(env.XDG_RUNTIME_DIR).replace(/[;,]/g, encodeURIComponent)}/bus`;
}

/**
 * The sockets that an address names, first choice first.
 *
 * Only `unix:path`. Node 20 can't connect to abstract sockets of other programs (it pads their names), and over networks there
 * is no EXTERNAL login.
 *
 * @source D-Bus specification, "Server Addresses"
 */
export function socketPaths(address: string): string[] {
  const paths = address.split(';').flatMap((one) => {
    const [, path] = /^unix:(?:.*,)?path=([^,]+)/.exec(one) ?? [];
    return path === undefined ? [] : [percentDecoded(path, address)];
  });
  if (paths.length === 0) throw addressUnusable(address, 'it names no unix:path');
  return paths;
}

function percentDecoded(value: string, address: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    throw addressUnusable(address, `"${value}" has a % that no hexadecimal digits of a UTF-8 text follow`);
  }
}
