import type { Bus } from '@homeostat/bus';
import type { Watcher } from '@homeostat/resource';

/** A machine with a systemd, real or not, and what happens to it from outside. */
export interface World {
  readonly bus: Bus;
  readonly watcher: Watcher;
  /** Writes the file of a unit; systemd is not told. */
  write(unit: string, text: string): Promise<void>;
  /** Writes it, and has systemd reload. */
  install(unit: string, text: string): Promise<void>;
  /** What an administrator does: `start`, `stop`, `enable`, `mask`, `daemon-reload` and the like. */
  systemctl(verb: string, ...units: readonly string[]): Promise<void>;
  /** Kills the main process. */
  crash(unit: string): Promise<void>;
  /** ActiveState */
  active(unit: string): Promise<string>;
  /** As `systemctl is-enabled` says it. */
  startup(unit: string): Promise<string>;
  /** Another one after each start, and none of before. */
  invocation(unit: string): Promise<string>;
  /** Lets a unit whose start waits go on. */
  letStart(unit: string): Promise<void>;
  /** systemd becomes another process on the bus. */
  renewSystemd(): Promise<void>;
  /** The bus dies and comes back. */
  renewBus(): Promise<void>;
  leave(): Promise<void>;
}

/** A service that runs until it is stopped. */
export const lasting = `[Service]
ExecStart=/bin/sleep infinity
[Install]
WantedBy=multi-user.target
`;

/** The start of this one takes until the test lets it go on. */
export function waiting(unit: string): string {
  return `[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/sh -c 'until test -e /run/${unit}.go; do sleep 0.01; done'
`;
}
