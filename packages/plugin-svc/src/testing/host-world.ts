import { type Bus, createBus } from '@homeostat/bus';
import type { Host } from '@homeostat/lab';
import { nothingToWatch, type Watch } from '@homeostat/resource';
import type { World } from './world.ts';

/** A booted host. Its files are watched by tests of the whole command: the engine here is outside of it. */
export function hostWorld(host: Host): World {
  const bus = withPathsFrom(host, createBus('system', { address: host.systemBus, onWarning() {} }));
  const run = async (...argv: readonly string[]) => (await host.run(argv)).stdout.trim();
  const show = (unit: string, property: string) =>
    run('systemctl', 'show', '--value', `--property=${property}`, unit);
  const write = (unit: string, text: string) => host.write(`/etc/systemd/system/${unit}`, text);
  const systemctl = async (verb: string, ...units: readonly string[]) => {
    const { exitCode, stderr } = await host.run(['systemctl', verb, ...units]);
    if (exitCode !== 0) throw new Error(`systemctl ${verb} ${units.join(' ')}: ${stderr}`);
  };
  return {
    bus,
    watcher: { watch: () => nothingToWatch },
    write,
    async install(unit, text) {
      await write(unit, text);
      await systemctl('daemon-reload');
    },
    systemctl,
    async crash(unit) {
      await host.run(['kill', '-9', await show(unit, 'MainPID')]);
    },
    active: (unit) => show(unit, 'ActiveState'),
    startup: (unit) => run('systemctl', 'is-enabled', unit),
    invocation: (unit) => show(unit, 'InvocationID'),
    letStart: (unit) => host.write(`/run/${unit}.go`, ''),
    async renewSystemd() {
      const renewed = anotherOwner(bus);
      // How a command of the host ended can't be told while its systemd or bus starts anew.
      await Promise.all([renewed, host.run(['systemctl', 'daemon-reexec']).catch(() => undefined)]);
    },
    async renewBus() {
      const renewed = new Promise<void>((resolve) => bus.onReconnect(resolve));
      await Promise.all([renewed, host.run(['pkill', '-9', '-x', 'dbus-daemon']).catch(() => undefined)]);
    },
    leave: () => bus.close(),
  };
}

/** The engine is outside: the files that systemd names are at another place for it. */
function withPathsFrom(host: Host, bus: Bus): Bus {
  const [root] = /\/proc\/\d+\/root/.exec(host.systemBus)!;
  const seen = (value: unknown): unknown => {
    if (typeof value === 'string') return /^\/(etc|run|usr|lib)\//.test(value) ? `${root}${value}` : value;
    if (Array.isArray(value)) return value.map(seen);
    if (value?.constructor !== Object) return value;
    return Object.fromEntries(Object.entries(value).map(([key, its]) => [key, seen(its)]));
  };
  return { ...bus, call: async (call) => (await bus.call(call)).map(seen) };
}

/** Resolves once systemd has left the bus and is there again. */
async function anotherOwner(bus: Bus): Promise<void> {
  const before = await bus.owner('org.freedesktop.systemd1');
  let watch: Watch | undefined;
  await new Promise<void>((resolve, reject) => {
    const told = (owner: string | undefined) => void (owner !== undefined && owner !== before && resolve());
    bus.onOwnerChange('org.freedesktop.systemd1', told).then((armed) => {
      watch = armed;
    }, reject);
  });
  await watch?.close();
}
