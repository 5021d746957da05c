import { EventEmitter, once } from 'node:events';
import { HandClock } from '@homeostat/resource';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { svc } from './svc.ts';
import { Systemd } from './systemd/systemd.ts';
import { fakeWorld } from './testing/fake-world.ts';
import { testContext } from './testing/test-context.ts';
import { lasting } from './testing/world.ts';

let world: Awaited<ReturnType<typeof fakeWorld>>;
beforeEach(async () => {
  world = await fakeWorld();
});
afterEach(() => world.leave());

/** Watches a unit, and counts what it is told. */
class Told {
  count = 0;
  readonly #arrivals = new EventEmitter();

  readonly notify = (): void => {
    this.count += 1;
    this.#arrivals.emit('notice');
  };

  async reaches(count: number): Promise<void> {
    while (this.count < count) await once(this.#arrivals, 'notice');
  }
}

const paramsOf = (name: string) => svc.params.parse({ name, state: 'stopped' });

test('looking at a unit that is not in use is no news of it', async () => {
  await world.write('web.service', lasting);
  const ctx = testContext({ ...world, clock: new HandClock() });
  const told = new Told();
  const watch = await svc.watch!(paramsOf('web'), told.notify, ctx);
  await svc.check!(paramsOf('web'), ctx);
  // systemd says that the unit was loaded, and nothing was known of it before.
  await told.reaches(1);
  for (let round = 0; round < 5; round += 1) await svc.check!(paramsOf('web'), ctx);
  await world.systemctl('start', 'web.service');
  await told.reaches(2);
  expect(told.count).toBe(2);
  await watch!.close();
});

test('a reload of hundreds of units is one notice for each that is watched', async () => {
  for (let at = 0; at < 300; at += 1) world.systemd.unit(`other-${at}.service`);
  const ctx = testContext({ ...world, clock: new HandClock() });
  const set = await svc.groupable!.watchAll!(ctx.services);
  const told = [new Told(), new Told()];
  const members = ['a', 'b'].map((name) => ({ params: paramsOf(name), ctx }));
  for (const { params } of members) {
    await world.write(`${params.name}.service`, lasting);
    await world.systemctl('start', `${params.name}.service`);
  }
  for (const [index, member] of members.entries()) await set.add(member, told[index]!.notify);
  await world.systemctl('daemon-reload');
  await Promise.all(told.map((one) => one.reaches(1)));
  const before = told.map(({ count }) => count);
  await world.systemctl('daemon-reload');
  await Promise.all(told.map((one, index) => one.reaches(before[index]! + 1)));
  expect(told.map(({ count }, index) => count - before[index]!)).toEqual([1, 1]);

  await set.remove(members[0]!);
  await world.systemctl('stop', 'a.service');
  await world.systemctl('stop', 'b.service');
  await told[1]!.reaches(before[1]! + 2);
  expect(told[0]!.count).toBe(before[0]! + 1);
  await set.remove(members[1]!);
  await set.close();
});

test('any number of units takes a handful of rules, and none when the last has gone', async () => {
  const rules: string[] = [];
  const bus = {
    ...world.bus,
    async subscribe(...[match, listener]: Parameters<typeof world.bus.subscribe>) {
      rules.push(match.member);
      const watch = await world.bus.subscribe(match, listener);
      return {
        async close() {
          rules.splice(rules.indexOf(match.member), 1);
          await watch.close();
        },
      };
    },
  };
  const ctx = testContext({ ...world, bus, clock: new HandClock() });
  const set = await svc.groupable!.watchAll!(ctx.services);
  const members = Array.from({ length: 600 }, (_, at) => ({ params: paramsOf(`many-${at}`), ctx }));
  await Promise.all(members.map((member) => set.add(member, () => {})));
  expect(rules).toHaveLength(5);
  for (const member of members) await set.remove(member);
  await set.close();
  expect(rules).toEqual([]);
});

test('where one rule is refused, none is left', async () => {
  const open = new Set<string>();
  const bus = {
    ...world.bus,
    async subscribe(...[match, listener]: Parameters<typeof world.bus.subscribe>) {
      if (match.member === 'UnitNew') throw new Error('too many rules');
      const watch = await world.bus.subscribe(match, listener);
      open.add(match.member);
      return { close: async () => void (open.delete(match.member) && (await watch.close())) };
    },
  };
  const ctx = testContext({ ...world, bus, clock: new HandClock() });
  await expect(svc.watch!(paramsOf('web'), () => {}, ctx)).rejects.toThrow('too many rules');
  expect([...open]).toEqual([]);
});

test('nothing is left to be looked at later when the last watch of a unit is closed', async () => {
  const clock = new HandClock();
  const ctx = testContext({ ...world, clock });
  const { reminders } = Systemd.of(ctx.services, false);
  const told = new Told();
  const watch = await svc.watch!(paramsOf('web'), told.notify, ctx);
  reminders.after('web.service', 2000);
  reminders.after('web.service', 1000);
  expect(clock.pending).toHaveLength(1);
  clock.advance(1000);
  expect(told.count).toBe(1);
  reminders.after('web.service', 1000);
  await watch!.close();
  expect(clock.pending).toEqual([]);
});

test('who keeps the same unit by another name is told when one no longer does', async () => {
  const ctx = testContext({ ...world, clock: new HandClock() });
  const set = await svc.groupable!.watchAll!(ctx.services);
  const members = ['web', 'web.service'].map((name) => ({ params: paramsOf(name), ctx }));
  const told = new Told();
  await set.add(members[0]!, () => {});
  await set.add(members[1]!, told.notify);
  await set.remove(members[0]!);
  expect(told.count).toBe(1);
  await set.remove(members[1]!);
  await set.close();
});
