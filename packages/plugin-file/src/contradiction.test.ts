import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createEngine, type EngineEvent } from '@homeostat/engine';
import { type Declarations, WATCHER } from '@homeostat/resource';
import { createWatcher } from '@homeostat/watcher';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkAll } from './check-all.ts';
import { filePlugin } from './file-plugin.ts';
import { contextOf } from './testing/context.ts';
import { parse } from './testing/keeper.ts';
import { temporaryDirectory } from './testing/temporary-directory.ts';

type Params = Record<string, unknown>;

describe('two resources for one path', () => {
  const problemsOf = async (...declared: Params[]) => {
    const ctx = contextOf();
    const members = declared.map((params, index) => ({
      params: parse({ path: '/nowhere/f', ...params }),
      ctx: { ...ctx, id: `file[${index}]` },
    }));
    const results = await checkAll(members, ctx.signal);
    return results.map((result) => (result.status === 'rejected' ? result.reason.code : undefined));
  };
  const d = { path: '/nowhere/d/' };
  const tree = { ...d, recurse: true, source: '/nowhere/s/' };

  it.each<[what: string, one: Params, other: Params]>([
    ['content', { content: 'x' }, { content: 'y' }],
    ['content, one by a doubled slash', { content: 'x' }, { path: '/nowhere//f', content: 'y' }],
    ['where the content is from', { content: 'x' }, { source: '/nowhere/s' }],
    ['vars of a template', { template: 'x', vars: { a: 1 } }, { template: 'x', vars: { a: 2 } }],
    ['fragments', { fragments: ['/a', '/b'] }, { fragments: ['/b', '/a'] }],
    ['state', { state: 'absent' }, {}],
    ['type', { path: '/nowhere/d', content: 'x' }, d],
    ['target', { symlink: true, source: 'a' }, { symlink: true, source: 'b' }],
    ['mode', { mode: '0644' }, { mode: '0600' }],
    ['mode of a directory', { ...d, mode: '0755' }, { ...d, mode: '0700' }],
    ['mode in letters', { mode: 'u+x' }, { mode: '0644' }],
    ['set-id bit', { mode: 'g+s' }, { mode: 'g-s' }],
    ['owner', { owner: 'root' }, { owner: 'daemon' }],
    ['owner, one by an id', { owner: 'root' }, { owner: 1 }],
    ['group', { group: 0 }, { group: 1 }],
    ['selinux', { selinux: 'a:b:c:s0' }, { selinux: 'a:b:d:s0' }],
    ['source of a directory', tree, { ...tree, source: '/nowhere/t/' }],
    ['copy and purge of a directory', tree, { ...d, recurse: true, purge: true }],
  ])('are refused when they differ in %s', async (_what, one, other) => {
    const [first, second] = await problemsOf(one, other);
    expect(first).not.toBe('FILE_CONTRADICTED');
    expect(second).toBe('FILE_CONTRADICTED');
    expect((await problemsOf(other, one))[1]).toBe('FILE_CONTRADICTED');
  });

  it.each<[what: string, one: Params, other: Params]>([
    ['want the same', { content: 'x', mode: '0644' }, { content: 'x', mode: '0644' }],
    ['manage different things', { content: 'x' }, { mode: '0600', owner: 'root' }],
    ['name one user in two ways', { owner: 'root' }, { owner: 0 }],
    ['name one mode in two ways', { mode: '0755' }, { mode: 'u+x,g-w' }],
    ['name bits that do not meet', { mode: 'u+x' }, { mode: 'g-w' }],
    ['want it absent', { state: 'absent' }, { state: 'absent' }],
    ['want it absent, and as declared while it is there', { state: 'absent' }, { state: 'undefined' }],
    ['copy and purge alike', { ...tree, purge: true }, tree],
    ['are for other paths', { content: 'x' }, { path: '/nowhere/g', content: 'y' }],
  ])('are kept when they %s', async (_what, one, other) => {
    expect(await problemsOf(one, other)).not.toContain('FILE_CONTRADICTED');
    expect(await problemsOf(other, one)).not.toContain('FILE_CONTRADICTED');
  });
});

describe('in a running engine', () => {
  const at = temporaryDirectory();
  let watcher: ReturnType<typeof createWatcher>;
  let engine: ReturnType<typeof createEngine>;
  let events: EngineEvent[];
  beforeEach(() => {
    watcher = createWatcher();
    engine = createEngine({
      plugins: [filePlugin],
      configure: (container) => container.register(WATCHER, { useValue: watcher }),
    });
    events = [];
    engine.on((event) => void events.push(event));
  });
  afterEach(async () => {
    await engine.stop();
    await watcher.close();
  });

  const graph = (...declared: [name: string, params: Params][]): Declarations => ({
    resources: declared.map(([name, params]) => ({
      kind: 'file' in params ? 'line' : 'file',
      name,
      params,
    })),
    edges: [],
  });
  const problems = () =>
    events.flatMap((event) => (event.type === 'failed' ? [`${event.id}: ${event.problem.code}`] : []));
  const next = (id: string) =>
    new Promise<void>((resolve) => {
      const off = engine.on((event) => {
        if (event.type !== 'changed' || event.id !== id) return;
        off();
        resolve();
      });
    });

  it('the first of two has its way, names both, and leaves it to the second when it goes', async () => {
    writeFileSync(at('f'), 'x\n');
    const second: [string, Params] = ['again', { path: at('f'), content: 'y\n' }];
    await engine.changeOver(graph(['first', { path: at('f'), content: 'x\n' }], second));
    await engine.converged(0);
    expect(readFileSync(at('f'), 'utf8')).toBe('x\n');
    expect(problems()).toEqual(['file[again]: FILE_CONTRADICTED']);
    const [failed] = events.filter((event) => event.type === 'failed');
    expect(failed!.problem.message).toBe(
      `file[again] wants the content of ${at('f')} otherwise than file[first], which keeps it`,
    );
    const changed = next('file[again]');
    await engine.changeOver(graph(second));
    await changed;
    expect(readFileSync(at('f'), 'utf8')).toBe('y\n');
  });

  it('one that comes later, in a group of its own, sees what is kept', async () => {
    mkdirSync(at('d'));
    const path = `${at('d')}/`;
    const { resources } = graph(['first', { path, mode: '0755' }], ['again', { path, mode: '0700' }]);
    const [first, again] = resources;
    await engine.changeOver({ resources: [first!], edges: [] });
    await engine.converged(0);
    const alone = { ...again!, meta: { autogroup: false } };
    await engine.changeOver({ resources: [alone, first!], edges: [] });
    await engine.converged(0);
    expect(problems()).toEqual(['file[again]: FILE_CONTRADICTED']);
  });

  it('a line gives way to a declared content, and goes with a file that declares none', async () => {
    writeFileSync(at('f'), '');
    const line: [string, Params] = ['l', { file: at('f'), content: 'l' }];
    await engine.changeOver(graph(line, ['f', { path: at('f'), content: 'x\n' }]));
    await engine.converged(0);
    expect(problems()).toEqual(['line[l]: LINE_CONTRADICTED']);
    expect(readFileSync(at('f'), 'utf8')).toBe('x\n');
    const changed = next('line[l]');
    await engine.changeOver(graph(line, ['f', { path: at('f'), mode: '0644' }]));
    await changed;
    expect(readFileSync(at('f'), 'utf8')).toBe('x\nl\n');
  });

  it('a line gives way to a file that is to be absent', async () => {
    await engine.changeOver(
      graph(['l', { file: at('f'), content: 'l' }], ['f', { path: at('f'), state: 'absent' }]),
    );
    await engine.converged(0);
    expect(problems()).toEqual(['line[l]: LINE_CONTRADICTED']);
  });
});
