import { type Host, type HostProcess, Lab } from '@homeostat/lab';
import { afterAll, afterEach, beforeAll } from 'vitest';

export interface UsedCommand {
  readonly host: Host;
  /** A property of a unit, as systemctl shows it. */
  show(unit: string, property: string): Promise<string>;
  /** Begins to keep this, until the end of the test at most. */
  keep(resources: object): Promise<HostProcess>;
}

/** The whole command on a host that all tests of the file share. */
export function useCommand(): UsedCommand {
  let lab: Lab;
  let host: Host;
  let homeostat: HostProcess | undefined;
  beforeAll(async () => {
    lab = await Lab.start();
    host = await lab.host('a');
  });
  afterAll(() => lab.stop());
  afterEach(async () => {
    await homeostat?.signal('SIGKILL').catch(() => {});
    // Its state directory is the next one's.
    await homeostat?.ended().catch(() => {});
    homeostat = undefined;
  });
  return {
    get host() {
      return host;
    },
    async show(unit, property) {
      const shown = await host.run(['systemctl', 'show', '--value', `--property=${property}`, unit]);
      return shown.stdout.trim();
    },
    async keep(resources) {
      await host.write('/etc/site.json', JSON.stringify({ resources }));
      homeostat = host.start(['homeostat', 'run', '/etc/site.json', '--json']);
      return homeostat;
    },
  };
}
