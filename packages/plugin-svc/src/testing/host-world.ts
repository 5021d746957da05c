import { createBus } from '@homeostat/bus';
import type { Host } from '@homeostat/lab';
import { nothingToWatch } from '@homeostat/resource';
import type { World } from './world.ts';

/** A booted host. Its files are watched by tests of the whole command: the engine here is outside of it. */
export function hostWorld(host: Host): World {
  const bus = createBus('system', { address: host.systemBus, onWarning() {} });
  const run = async (...argv: readonly string[]) => (await host.run(argv)).stdout.trim();
  const show = (unit: string, property: string) =>
    run('systemctl', 'show', '--value', `--property=${property}`, unit);
  return {
    bus,
    watcher: { watch: () => nothingToWatch },
    write: (unit, text) => host.write(`/etc/systemd/system/${unit}`, text),
    async systemctl(verb, ...units) {
      const { exitCode, stderr } = await host.run(['systemctl', verb, ...units]);
      if (exitCode !== 0) throw new Error(`systemctl ${verb} ${units.join(' ')}: ${stderr}`);
    },
    async crash(unit) {
      await host.run(['kill', '-9', await show(unit, 'MainPID')]);
    },
    active: (unit) => show(unit, 'ActiveState'),
    startup: (unit) => run('systemctl', 'is-enabled', unit),
    invocation: (unit) => show(unit, 'InvocationID'),
    letStart: (unit) => host.write(`/run/${unit}.go`, ''),
    async renewSystemd() {
      await host.run(['systemctl', 'daemon-reexec']);
    },
    async renewBus() {
      // A command of the host is started over its bus, so it may not see the end of this one.
      await host.run(['pkill', '-9', '-x', 'dbus-daemon']).catch(() => undefined);
    },
    leave: () => bus.close(),
  };
}
