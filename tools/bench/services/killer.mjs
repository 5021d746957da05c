// killer.mjs ROUNDS UNIT...: run in a host. Kills the main process of one service after the other, and prints for each how many
// milliseconds later systemd was asked to start it.
import { createBus, getProperty } from '../../../packages/bus/dist/index.js';

const [rounds, ...units] = process.argv.slice(2);
const systemd = { destination: 'org.freedesktop.systemd1', path: '/org/freedesktop/systemd1' };
const manager = { ...systemd, interface: `${systemd.destination}.Manager` };
const bus = createBus('system');
// The bus alone does not.
const staysAlive = setInterval(() => {}, 1000);
const jobs = { sender: systemd.destination, path: systemd.path, interface: manager.interface };
let started = () => {};
await bus.subscribe({ ...jobs, member: 'JobNew' }, ({ body: [, , unit] }) => started(unit));
let ended = () => {};
await bus.subscribe({ ...jobs, member: 'JobRemoved' }, ({ body: [, , unit] }) => ended(unit));
await bus.call({ ...manager, member: 'Subscribe' });

const next = (unit, on) =>
  new Promise((resolve) => on((told) => told === unit && resolve(performance.now())));
const times = [];
for (let round = 0; round < Number(rounds); round += 1) {
  const unit = units[round % units.length];
  const [path] = await bus.call({ ...manager, member: 'LoadUnit', signature: 's', body: [unit] });
  const service = { ...systemd, path, interface: `${systemd.destination}.Service` };
  const pid = await getProperty(bus, { ...service, name: 'MainPID' });
  const isStarted = next(unit, (listener) => {
    started = listener;
  });
  const isUp = next(unit, (listener) => {
    ended = listener;
  });
  const before = performance.now();
  process.kill(pid, 'SIGKILL');
  times.push((await isStarted) - before);
  await isUp;
  // Its check after the start is no part of the next one.
  await new Promise((resolve) => setTimeout(resolve, 50));
}
process.stdout.write(JSON.stringify(times));
clearInterval(staysAlive);
await bus.close();
