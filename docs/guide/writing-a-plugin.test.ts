import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseConfig } from '@homeostat/config';
import { createEngine, type EngineEvent } from '@homeostat/engine';
import { filePlugin } from '@homeostat/plugin-file';
import { type Declarations, type Plugin, type ResourceDeclaration, WATCHER } from '@homeostat/resource';
import { createWatcher } from '@homeostat/watcher';
import { afterAll, expect, test, vi } from 'vitest';

const root = new URL('../../', import.meta.url);
// Inside the workspace, so that imports resolve as they do for a reader who installed the packages.
const scratch = new URL(`.scratch/${randomUUID()}/`, root);
const page = readFileSync(new URL('writing-a-plugin.md', import.meta.url), 'utf8');
const [first, ...blocks] = [...page.matchAll(/```ts\n(.*?)```/gs)].map((match) => match[1]!);
const tests = blocks.pop()!;

/** As the page says: an import replaces the one from the same module, the hook goes to the end of the kind. */
function grow(plugin: string, block: string): string {
  const imports = block.split('\n').filter((line) => line.startsWith('import '));
  const hook = block.slice(imports.join('\n').length).replace(/^\n+/, '');
  const imported = imports.reduce((text, line) => {
    const [from] = / from .*$/.exec(line)!;
    expect(text).toContain(from);
    return text.replace(new RegExp(`^import .*${from}$`, 'm'), () => line);
  }, plugin);
  return imported.replace('\n});\n', () => `\n${hook}});\n`);
}

/** The page's plugin as it is at first and after each step. */
const stages: string[] = [first!];
for (const block of blocks) stages.push(grow(stages.at(-1)!, block));
const [plain, watching, grouping, wishing, refreshing] = stages.map((_, index) => `stage-${index}/`);

for (const [index, text] of stages.entries()) {
  mkdirSync(new URL(`stage-${index}/`, scratch), { recursive: true });
  writeFileSync(new URL(`stage-${index}/index.ts`, scratch), text);
}
writeFileSync(new URL(`${refreshing}line.resource.test.ts`, scratch), tests);
afterAll(() => rmSync(scratch, { recursive: true }));

async function engineOf(stage: string | undefined) {
  const { default: plugin }: { default: Plugin } = await import(
    new URL(`${stage}index.ts`, scratch).pathname
  );
  const watcher = createWatcher();
  const watch = vi.spyOn(watcher, 'watch');
  const engine = createEngine({
    plugins: [plugin, filePlugin],
    configure: (container) => container.register(WATCHER, { useValue: watcher }),
  });
  return { engine, watch, close: () => engine.stop().then(() => watcher.close()) };
}

/** A file of a test's own. */
function newFile(content: string): string {
  const file = fileURLToPath(new URL(randomUUID(), scratch));
  writeFileSync(file, content);
  return file;
}

function lines(path: string, ...texts: string[]): ResourceDeclaration[] {
  return texts.map((text) => ({ kind: 'entry', name: text, params: { path } }));
}

/** Runs until converged, then does what is asked and waits for the event. */
async function run(
  stage: string | undefined,
  declarations: Declarations,
  then?: () => void,
  type?: EngineEvent['type'],
) {
  const { engine, watch, close } = await engineOf(stage);
  const events: EngineEvent[] = [];
  engine.on((event) => events.push(event));
  try {
    await engine.changeOver(declarations);
    await engine.converged(0);
    expect(engine.summary()).toMatchObject({ failed: 0, blocked: 0 });
    if (then) {
      const told = new Promise((resolve) => engine.on((event) => event.type === type && resolve(event)));
      then();
      await told;
    }
    return { events, watches: watch.mock.calls.length };
  } finally {
    await close();
  }
}

test('every stage of the plugin, and its tests, are sound TypeScript', { timeout: 60_000 }, () => {
  const options = { extends: fileURLToPath(new URL('tsconfig.test.json', root)), include: ['**/*.ts'] };
  writeFileSync(new URL('tsconfig.json', scratch), JSON.stringify(options));
  const tsc = fileURLToPath(new URL('node_modules/typescript/bin/tsc', root));
  const { stdout, status } = spawnSync(process.execPath, [tsc, '-p', '.'], {
    cwd: scratch,
    encoding: 'utf8',
  });
  expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
});

test('the whole plugin at the beginning adds a line', async () => {
  const file = newFile('a');
  await run(plain, { resources: lines(file, 'b'), edges: [] });
  expect(readFileSync(file, 'utf8')).toBe('a\nb\n');
});

test('with a watch, a line that is taken out is put back', async () => {
  const file = newFile('b\n');
  await run(
    watching,
    { resources: lines(file, 'b'), edges: [] },
    () => writeFileSync(file, 'a\n'),
    'changed',
  );
  expect(readFileSync(file, 'utf8')).toBe('a\nb\n');
});

test('with a group, the lines of one file share a unit and a watch', async () => {
  const file = newFile('');
  const declarations = { resources: lines(file, 'a', 'b', 'c'), edges: [] };
  const { engine } = await engineOf(grouping);
  const { units } = await engine.compile({
    ...declarations,
    resources: [...declarations.resources, ...lines('/other', 'd')],
  });
  expect(units.map((unit) => unit.map(({ name }) => name))).toEqual([['a', 'b', 'c'], ['d']]);

  const takeOut = () => writeFileSync(file, 'a\nb\n');
  const { events, watches } = await run(grouping, declarations, takeOut, 'changed');
  const changed = events.flatMap((event) => (event.type === 'changed' ? [event.id] : []));
  expect(changed).toEqual(['entry[a]', 'entry[b]', 'entry[c]', 'entry[c]']);
  expect(watches).toBe(1);
  expect(readFileSync(file, 'utf8')).toBe('a\nb\nc\n');
});

test('with wishes, a line comes after its file, or else after the nearest directory', async () => {
  const file = (name: string) => ({ kind: 'file', name, params: {} });
  const { engine } = await engineOf(wishing);
  const edges = async (...resources: ResourceDeclaration[]) => {
    const { graph } = await engine.compile({ resources, edges: [] });
    const all = [...graph.vertices];
    return all.flatMap((from) =>
      all.filter((to) => graph.edge(from, to)).map((to) => `${from.id} → ${to.id}`),
    );
  };
  const [line] = lines('/etc/app/conf', 'a');
  expect(await edges(file('/etc/'), file('/etc/app/'), line!)).toContain('file[/etc/app/] → entry[a]');
  expect(await edges(file('/etc/'), line!)).toEqual(['file[/etc/] → entry[a]']);
  expect(await edges(file('/etc/app/'), file('/etc/app/conf'), line!)).toEqual([
    'file[/etc/app/] → file[/etc/app/conf]',
    'file[/etc/app/conf] → entry[a]',
  ]);
});

test('with refresh, a file that has the line is touched when something before it has changed', async () => {
  const [before, file] = [newFile(''), newFile('b\n')];
  utimesSync(file, 0, 0);
  const resources = [...lines(before, 'a'), ...lines(file, 'b')];
  const [from, to] = resources;
  const { events } = await run(refreshing, { resources, edges: [{ from: from!, to: to!, notify: true }] });
  expect(events).toContainEqual(expect.objectContaining({ type: 'refreshed', id: 'entry[b]' }));
  expect(statSync(file).mtimeMs).toBeGreaterThan(0);
});

test('the configuration at the end is sound', async () => {
  const [, yaml] = /```yaml\n(.*?)```/s.exec(page)!;
  const { declarations, plugins, problems, warnings } = parseConfig(yaml!, 'site.yaml');
  expect([...problems, ...warnings]).toEqual([]);
  expect(plugins.map(({ specifier }) => specifier)).toEqual(['homeostat-plugin-entry']);
  const { engine } = await engineOf(refreshing);
  const { units, warnings: told } = await engine.compile(declarations);
  expect(told).toEqual([]);
  expect(units.map((unit) => unit.length)).toEqual([1, 2]);
});

// Registers the tests of the page.
await import(new URL(`${refreshing}line.resource.test.ts`, scratch).pathname);
