import { addressMissing, addressUnusable } from './errors.ts';

/** Where the bus of the machine is. */
export function systemBusAddress(env: NodeJS.ProcessEnv = process.env): string {
  return env.DBUS_SYSTEM_BUS_ADDRESS || 'unix:path=/run/dbus/system_bus_socket';
}

/** Where the bus of the user's session is. */
export function sessionBusAddress(env: NodeJS.ProcessEnv = process.env): string {
  if (env.DBUS_SESSION_BUS_ADDRESS) return env.DBUS_SESSION_BUS_ADDRESS;
  if (!env.XDG_RUNTIME_DIR) throw addressMissing();
  return `unix:path=${encodeURI(`${env.XDG_RUNTIME_DIR}/bus`).replace(/[;,]/g, encodeURIComponent)}`;
}

/**
 * The sockets that an address names, first choice first.
 *
 * Abstract ones begin with a NUL, as node:net wants them. Other transports are left out; they need more than EXTERNAL to log in.
 *
 * @source D-Bus specification, "Server Addresses"
 */
export function socketPaths(address: string): string[] {
  const paths = address.split(';').flatMap((one) => {
    const [, params] = /^unix:(.*)$/.exec(one) ?? [];
    const values = new Map((params ?? '').split(',').map((param) => keyAndValue(param)));
    const [path, abstract] = [values.get('path'), values.get('abstract')];
    if (path) return [percentDecoded(path, address)];
    return abstract ? [`\0${percentDecoded(abstract, address)}`] : [];
  });
  if (paths.length === 0) throw addressUnusable(address, 'it names no unix:path or unix:abstract');
  return paths;
}

function keyAndValue(param: string): [string, string] {
  const [, key = '', value = ''] = /^([^=]*)=?(.*)$/.exec(param) ?? [];
  return [key, value];
}

function percentDecoded(value: string, address: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    throw addressUnusable(address, `"${value}" has a % that two hexadecimal digits do not follow`);
  }
}
