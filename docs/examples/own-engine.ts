// A program of your own around the engine: chosen plugins, an own grouper, an own state store.
import { AUTO_GROUPER, type AutoGrouper, createEngine } from '@homeostat/engine';
import { execPlugin } from '@homeostat/plugin-exec';
import { filePlugin } from '@homeostat/plugin-file';
import { STATE_STORE, type StateStore, WATCHER } from '@homeostat/resource';
import { createWatcher } from '@homeostat/watcher';

const directory = process.argv[2] ?? '/tmp/homeostat-own';
const alone: AutoGrouper = {
  name: 'alone',
  group: (graph) => Array.from(graph.vertices, (vertex) => [vertex]),
};

const values = new Map<string, unknown>();
const store: StateStore = {
  get: async (id) => values.get(id),
  set: async (id, value) => void values.set(id, value),
  delete: async (id) => void values.delete(id),
};
const watcher = createWatcher();
const engine = createEngine({
  plugins: [filePlugin, execPlugin],
  configure(container) {
    container.register(AUTO_GROUPER, { useValue: alone });
    container.register(STATE_STORE, { useValue: store });
    container.register(WATCHER, { useValue: watcher });
  },
});
engine.on((event) => {
  if (event.type === 'changed') process.stdout.write(`${event.id} was put right\n`);
  if (event.type === 'failed') process.stderr.write(`${event.id}: ${event.problem.message}\n`);
});

const file = { kind: 'file', name: `${directory}/motd`, params: { content: 'Hello\n' } };
const parent = { kind: 'file', name: `${directory}/`, params: {} };
await engine.changeOver({ resources: [file, parent], edges: [] });
await engine.converged(0);
await engine.stop();
await watcher.close();
