import {
  chmodSync,
  chownSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { createEngine } from '@homeostat/engine';
import { type Change, type Member, Problem, WATCHER } from '@homeostat/resource';
import { createWatcher } from '@homeostat/watcher';
import { describe, expect, it } from 'vitest';
import { filePlugin } from '../file-plugin.ts';
import { contextOf } from '../testing/context.ts';
import { temporaryDirectory } from '../testing/temporary-directory.ts';
import { applyLines } from './apply-lines.ts';
import { checkLines } from './check-lines.ts';
import { line } from './line.ts';
import { type LineParams, lineParams } from './line-params.ts';

const isRoot = process.getuid?.() === 0;
const { signal } = new AbortController();

describe('line', () => {
  const at = temporaryDirectory();

  const member = (content: string, params: Record<string, unknown> = {}): Member<LineParams> => ({
    params: lineParams.parse({ file: at('f'), content, ...params }),
    ctx: { ...contextOf(), id: `line[${content}]` },
  });
  const toApply = (...members: Member<LineParams>[]) =>
    members.map((it) => ({ ...it, changes: [] as readonly Change[] }));
  const text = () => readFileSync(at('f'), 'utf8');

  it('writes ten lines of one file in their order, with one replacement', async () => {
    writeFileSync(at('f'), 'a\n');
    const names = Array.from({ length: 10 }, (_, n) => `line ${n}`);
    const seen: (string | null)[] = [];
    const watcher = watch(at(), (_, name) => void seen.push(name));
    const end = new Promise<void>((resolve) =>
      watcher.on('change', (_, name) => name === 'end' && resolve()),
    );
    await applyLines(toApply(...names.map((name) => member(name))), signal);
    writeFileSync(at('end'), '');
    await end;
    watcher.close();
    expect(text()).toBe(`a\n${names.join('\n')}\n`);
    expect(seen.filter((name) => name === 'f')).toHaveLength(1);
  });

  it('loses no line when groups of one file are applied at once', async () => {
    writeFileSync(at('f'), '');
    const names = Array.from({ length: 10 }, (_, n) => `line ${n}`);
    await Promise.all(names.map((name) => applyLines(toApply(member(name)), signal)));
    expect(text().split('\n').filter(Boolean)).toEqual(names);
  });

  it('tells the second of two that contradict each other, and brings the first in state', async () => {
    writeFileSync(at('f'), 'a\n');
    const [first, second] = await checkLines([member('x'), member('x ', { state: 'absent', trim: true })]);
    expect(first).toMatchObject({ value: [{ property: 'lines', to: 'x' }] });
    expect(second).toMatchObject({
      reason: {
        code: 'LINE_CONTRADICTED',
        message: `line[x ] would undo in ${at('f')} what line[x] keeps there`,
      },
    });
  });

  it('refuses a secret that is the name of its resource', async () => {
    writeFileSync(at('f'), '');
    const named = (name: string) => {
      const { params } = member('hunter2', { secret: true });
      return { params, ctx: { ...contextOf(), name } };
    };
    const [same, other] = await checkLines([named('hunter2\n'), named('the password')]);
    expect(same).toMatchObject({
      reason: { code: 'LINE_NAME_SECRET', message: expect.not.stringMatching('hunter2') },
    });
    expect(other).toMatchObject({ value: [{ property: 'lines', secret: true }] });
  });

  it('shows no line of a file that is not there yet, and does not make it', async () => {
    expect(await checkLines([member('x')])).toEqual([
      { status: 'fulfilled', value: [{ property: 'lines', to: 'x', secret: true }] },
    ]);
    await expect(applyLines(toApply(member('x')), signal)).rejects.toMatchObject({
      code: 'LINE_FILE_MISSING',
    });
  });

  it.each<[string, string, () => void]>([
    ['FILE_LINK', 'a link', () => symlinkSync('elsewhere', at('f'))],
    ['FILE_OTHER_TYPE', 'a directory', () => mkdirSync(at('f'))],
    ['FILE_NOT_TEXT', 'bytes', () => writeFileSync(at('f'), Buffer.from([0xff, 0xfe]))],
    [
      'FILE_TOO_LARGE',
      'a huge file',
      () => {
        writeFileSync(at('f'), '');
        truncateSync(at('f'), 8 * 1024 * 1024 + 1);
      },
    ],
  ])('refuses with %s %s', async (code, _, make) => {
    make();
    await expect(checkLines([member('x')])).rejects.toMatchObject({ code });
    await expect(applyLines(toApply(member('x')), signal)).rejects.toBeInstanceOf(Problem);
  });

  it('refuses a file that is longer than it says', async () => {
    const status = { ...member('x'), params: lineParams.parse({ file: '/proc/version', content: 'x' }) };
    await expect(checkLines([status])).rejects.toMatchObject({ code: 'FILE_CONTESTED' });
  });

  it.skipIf(!isRoot)(
    'keeps mode and owner, but for the set-id bits (only root gives files away)',
    async () => {
      writeFileSync(at('f'), 'a\n');
      chownSync(at('f'), 54321, 54322);
      chmodSync(at('f'), 0o4640);
      await applyLines(toApply(member('x')), signal);
      expect(statSync(at('f'))).toMatchObject({ uid: 54321, gid: 54322, mode: 0o100640 });
    },
  );

  it('comes after its file, else after the nearest directory that is declared', () => {
    const anyOf = ['/etc/app/f', '/etc/app/', '/etc/', '/'].map((value) => ({ type: 'path', value }));
    expect(line.wishes!(lineParams.parse({ file: '/etc/app/f', content: 'x' }), contextOf())).toEqual([
      { anyOf, order: 'after' },
    ]);
  });

  it('is brought in state after its file, once, when another wants the opposite', async () => {
    const watcher = createWatcher();
    const engine = createEngine({
      plugins: [filePlugin],
      configure: (container) => container.register(WATCHER, { useValue: watcher }),
    });
    const told: string[] = [];
    engine.on((event) => {
      if (event.type === 'changed') told.push(`${event.id} changed`);
      if (event.type === 'failed') told.push(`${event.id} failed: ${event.problem.code}`);
    });
    await engine.changeOver({
      resources: [
        { kind: 'line', name: 'x', params: { file: at('f') } },
        { kind: 'line', name: 'y', params: { file: at('f') } },
        { kind: 'line', name: 'no x', params: { file: at('f'), content: 'x', state: 'absent' } },
        { kind: 'file', name: at('f'), params: {} },
      ],
      edges: [],
    });
    await engine.converged(0);
    await engine.stop();
    await watcher.close();
    expect(text()).toBe('x\ny\n');
    const once = new Set(told);
    expect([...once].sort()).toEqual([
      `file[${at('f')}] changed`,
      'line[no x] failed: LINE_CONTRADICTED',
      'line[x] changed',
      'line[y] changed',
    ]);
    expect(told.filter((it) => it.endsWith('changed'))).toHaveLength(3);
  });
});
