import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Variant } from '@homeostat/bus';
import { FakeService, PrivateBus } from '@homeostat/bus/testing';
import { createEngine } from '@homeostat/engine';
import type { Plugin } from '@homeostat/resource';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';

const root = new URL('../', import.meta.url);
// Inside the workspace, so that imports resolve as they do for a reader who installed the packages.
const scratch = new URL(`.scratch/${randomUUID()}/`, root);

beforeAll(() => mkdirSync(scratch, { recursive: true }));
afterAll(() => rmSync(scratch, { recursive: true }));

/** Imports the first TypeScript block of a README. */
async function importExample(readme: string): Promise<Record<string, unknown>> {
  const [, code] = /```ts\n(.*?)```/s.exec(readFileSync(new URL(readme, root), 'utf8'))!;
  const file = new URL(`${randomUUID()}.ts`, scratch);
  writeFileSync(file, code!);
  return import(file.pathname);
}

test('the plugin in the README of resource is one that an engine takes', async () => {
  const { default: plugin } = (await importExample('packages/resource/README.md')) as { default: Plugin };
  const engine = createEngine({ plugins: [plugin] });
  const declared = { kind: 'motd', name: 'today', params: { text: 'Hello' } };
  const { graph } = await engine.compile({ resources: [declared], edges: [] });
  expect([...graph.vertices].map((vertex) => vertex.params)).toEqual([{ text: 'Hello' }]);
});

test('the program in the README of engine prints what it is told to', async () => {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    await importExample('packages/engine/README.md');
    expect(write).toHaveBeenCalledWith('print[hello]: hello\n');
  } finally {
    write.mockRestore();
  }
});

test('the program in the README of watcher watches and ends', async () => {
  await importExample('packages/watcher/README.md');
});

test('the program in the README of bus asks systemd for its version', async () => {
  const daemon = await PrivateBus.start();
  const systemd = await FakeService.start(daemon.address, 'org.freedesktop.systemd1');
  const properties = { Version: new Variant('s', '252') };
  systemd.export('/org/freedesktop/systemd1', 'org.freedesktop.systemd1.Manager', { properties });
  vi.stubEnv('DBUS_SYSTEM_BUS_ADDRESS', daemon.address);
  const log = vi.spyOn(console, 'log').mockReturnValue();
  try {
    await importExample('packages/bus/README.md');
    expect(log).toHaveBeenCalledWith('252');
  } finally {
    log.mockRestore();
    vi.unstubAllEnvs();
    await systemd.stop();
    await daemon.stop();
  }
});
