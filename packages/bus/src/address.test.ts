import { describe, expect, it } from 'vitest';
import { sessionBusAddress, socketPaths, systemBusAddress } from './address.ts';

describe('the address', () => {
  it('is that of the environment, else the standard one', () => {
    expect(systemBusAddress({ DBUS_SYSTEM_BUS_ADDRESS: 'unix:path=/a' })).toBe('unix:path=/a');
    expect(socketPaths(systemBusAddress({}))).toEqual(['/run/dbus/system_bus_socket']);
    expect(sessionBusAddress({ DBUS_SESSION_BUS_ADDRESS: 'unix:path=/b' })).toBe('unix:path=/b');
    expect(socketPaths(sessionBusAddress({ XDG_RUNTIME_DIR: '/run/a b;c,d%' }))).toEqual([
      '/run/a b;c,d%/bus',
    ]);
    expect(() => sessionBusAddress({})).toThrow(expect.objectContaining({ code: 'BUS_ADDRESS_MISSING' }));
  });

  it.each([
    ['unix:path=/run/bus', ['/run/bus']],
    ['unix:guid=12,path=/run/a=b:c,x=y', ['/run/a=b:c']],
    ['unix:path=/tmp/%3b%2C%20', ['/tmp/;, ']],
    ['tcp:host=h,port=1;unix:path=/a;unix:abstract=x;unix:path=/b', ['/a', '/b']],
  ])('%s names the sockets %j', (address, paths) => {
    expect(socketPaths(address)).toEqual(paths);
  });

  it.each(['', 'autolaunch:', 'tcp:host=h,path=/a', 'unix:abstract=x', 'unix:path=', 'unix:path=/%zz'])(
    '%j names none',
    (address) => {
      expect(() => socketPaths(address)).toThrow(expect.objectContaining({ code: 'BUS_ADDRESS_UNUSABLE' }));
    },
  );
});
