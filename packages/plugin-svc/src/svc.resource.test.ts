import { writeFileSync } from 'node:fs';
import { createBus, SYSTEM_BUS } from '@homeostat/bus';
import { PrivateBus } from '@homeostat/bus/testing';
import { serviceToken, WATCHER } from '@homeostat/resource';
import { type Place, testResource } from '@homeostat/resource-testing';
import { createWatcher } from '@homeostat/watcher';
import { afterAll, beforeAll, expect } from 'vitest';
import { svc } from './svc.ts';
import { FakeSystemd } from './testing/fake-systemd.ts';
import { lasting } from './testing/world.ts';

let daemon: PrivateBus;
beforeAll(async () => {
  daemon = await PrivateBus.start();
});
afterAll(() => daemon.stop());

/** The systemd of a place, which reads its units there. */
class PlaceSystemd {
  #started: Promise<FakeSystemd> | undefined;

  in({ dir }: Place): Promise<FakeSystemd> {
    this.#started ??= FakeSystemd.start(daemon.address, dir);
    return this.#started;
  }

  async close(): Promise<void> {
    await (await this.#started)?.stop();
  }
}

const SYSTEMD = serviceToken<PlaceSystemd>('fake-systemd');
const systemdOf = (place: Place) => place.services.get(SYSTEMD).in(place);

/** Writes units; systemd is not told. */
function written(files: Readonly<Record<string, string>>) {
  return async ({ dir }: Place) => {
    for (const [unit, text] of Object.entries(files)) writeFileSync(`${dir}/${unit}`, text);
  };
}

/** Brings units, and has an administrator do this to them: `start web.service`. */
function machine(files: Readonly<Record<string, string>>, ...commands: readonly string[]) {
  return async (place: Place) => {
    await written(files)(place);
    const systemd = await systemdOf(place);
    await systemd.systemctl('daemon-reload', []);
    for (const command of commands) {
      const [verb, ...units] = command.split(' ');
      await systemd.systemctl(verb!, units);
    }
  };
}

/** An administrator does something. */
function command(verb: string, unit: string) {
  return async (place: Place) => (await systemdOf(place)).systemctl(verb, [unit]);
}

/** It is found there, past what the resource itself says. */
function finds(unit: string, active: string, startup: string) {
  return async (place: Place) => {
    const systemd = await systemdOf(place);
    expect([systemd.unit(unit).active, systemd.fileState(unit)]).toEqual([active, startup]);
  };
}

const web = { 'web.service': lasting };
const up = { name: 'web', state: 'running', startup: 'enabled' };
const down = { name: 'web', state: 'stopped', startup: 'disabled' };

testResource(svc, {
  services: [
    [SYSTEM_BUS, () => createBus('system', { address: daemon.address })],
    [WATCHER, () => createWatcher()],
    [SYSTEMD, () => new PlaceSystemd()],
  ],

  inSync: [
    {
      name: 'it runs and is enabled',
      params: up,
      setUp: machine(web, 'enable web.service', 'start web.service'),
    },
    { name: 'it is stopped and disabled', params: down, setUp: machine(web) },
    { name: 'it is to be stopped and is not there', params: down, setUp: machine({}) },
    {
      name: 'it is disabled, and masked',
      params: { ...down, name: 'db' },
      setUp: machine({}, 'mask db.service'),
    },
    { name: 'nothing is declared of it', params: { name: 'web' }, setUp: machine(web, 'start web.service') },
    {
      name: 'its template is disabled',
      params: { name: 'web@', startup: 'disabled' },
      setUp: machine({ 'web@.service': lasting }),
    },
  ],

  drifted: [
    {
      name: 'it is stopped and disabled, and is to be up',
      params: up,
      setUp: machine(web),
      changes: [
        { property: 'startup', from: 'disabled', to: 'enabled' },
        { property: 'state', from: 'stopped', to: 'running' },
      ],
      after: finds('web.service', 'active', 'enabled'),
    },
    {
      name: 'it is up, and is to be stopped and disabled',
      params: down,
      setUp: machine(web, 'enable web.service', 'start web.service'),
      changes: [
        { property: 'startup', from: 'enabled', to: 'disabled' },
        { property: 'state', from: 'active', to: 'stopped' },
      ],
      after: finds('web.service', 'inactive', 'disabled'),
    },
    {
      name: 'it is masked, and is to be up',
      params: { ...up, name: 'db@1' },
      setUp: machine({ 'db@.service': lasting }, 'mask db@1.service'),
      changes: [
        { property: 'startup', from: 'masked', to: 'enabled' },
        { property: 'state', from: 'stopped', to: 'running' },
      ],
      after: finds('db@1.service', 'active', 'enabled'),
    },
    {
      name: 'it is to be masked',
      params: { name: 'web.socket', startup: 'masked' },
      setUp: machine({}),
      changes: [{ property: 'startup', from: undefined, to: 'masked' }],
      after: finds('web.socket', 'inactive', 'masked'),
    },
    {
      name: 'its file has changed',
      params: up,
      async setUp(place) {
        await machine(web, 'enable web.service', 'start web.service')(place);
        await written({ 'web.service': `${lasting}# changed\n` })(place);
      },
      changes: [{ property: 'daemon-reload', from: 'needed', to: 'done' }],
      after: finds('web.service', 'active', 'enabled'),
    },
  ],

  watched: [
    {
      name: 'it is stopped',
      params: up,
      setUp: machine(web, 'enable web.service', 'start web.service'),
      drift: command('stop', 'web.service'),
    },
    { name: 'it is started', params: down, setUp: machine(web), drift: command('start', 'web.service') },
    { name: 'it is enabled', params: down, setUp: machine(web), drift: command('enable', 'web.service') },
    {
      name: 'its file changes, and systemd is not told',
      params: up,
      setUp: machine(web, 'enable web.service', 'start web.service'),
      drift: written({ 'web.service': `${lasting}# changed\n` }),
    },
  ],

  grouped: [
    { name: 'one that is stopped', params: up, setUp: machine(web) },
    {
      name: 'one that runs',
      params: { name: 'db', state: 'stopped' },
      setUp: machine({ 'db.service': lasting }, 'start db.service'),
    },
    { name: 'one that is not there', params: { name: 'none', state: 'running' } },
    {
      name: 'one that can not be enabled',
      params: { name: 'static', startup: 'enabled' },
      setUp: machine({ 'static.service': '[Service]\nExecStart=/bin/sleep infinity\n' }),
    },
  ],

  rejected: [
    { name: 'a name that is none', params: { name: 'a b' }, message: 'name of a unit', path: 'name' },
    { name: 'an option for a name', params: { name: '--now *' }, message: 'name of a unit', path: 'name' },
    {
      name: 'a masked unit that is to run',
      params: { name: 'web', state: 'running', startup: 'masked' },
      message: 'can not run',
      path: 'startup',
    },
    {
      name: 'a template that is to run',
      params: { name: 'web@', state: 'running' },
      message: 'an instance',
      path: 'state',
    },
  ],
});
