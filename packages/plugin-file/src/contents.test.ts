import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, lstatSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Problem } from '@homeostat/resource';
import { describe, expect, it } from 'vitest';
import { check, keep } from './testing/keeper.ts';
import { temporaryDirectory } from './testing/temporary-directory.ts';

const at = temporaryDirectory();
const text = () => readFileSync(at('f'), 'utf8');
const modeOf = (path: string) => lstatSync(path).mode & 0o7777;

describe('a file with a source', () => {
  it('has its content and begins with its mode, without set-id bits', async () => {
    writeFileSync(at('s'), Buffer.of(0, 255, 1));
    chmodSync(at('s'), 0o4750);
    await keep({ path: at('f'), source: at('s') });
    expect(readFileSync(at('f'))).toEqual(Buffer.of(0, 255, 1));
    expect(modeOf(at('f'))).toBe(0o750);
  });

  it('keeps its own mode, and follows the source', async () => {
    writeFileSync(at('s'), 'one');
    writeFileSync(at('f'), 'other');
    chmodSync(at('f'), 0o604);
    await keep({ path: at('f'), source: at('s') });
    writeFileSync(at('s'), 'two');
    expect(await keep({ path: at('f'), source: at('s') })).toEqual([
      { property: 'content', from: 'one', to: 'two' },
    ]);
    expect(modeOf(at('f'))).toBe(0o604);
  });

  it('is secret when the source is', async () => {
    writeFileSync(at('s'), 'hunter2', { mode: 0o600 });
    writeFileSync(at('f'), 'x');
    chmodSync(at('f'), 0o644);
    expect(await check({ path: at('f'), source: at('s') })).toMatchObject([{ secret: true }]);
  });

  it('is told of when the source is a link', async () => {
    symlinkSync('/etc/shadow', at('s'));
    await expect(check({ path: at('f'), source: at('s') })).rejects.toThrow(at('s'));
  });
});

describe('a file of fragments', () => {
  it('joins them in their order, those of a directory by name and one level deep', async () => {
    mkdirSync(at('d/deep'), { recursive: true });
    writeFileSync(at('d/20'), 'c');
    writeFileSync(at('d/10'), 'b');
    writeFileSync(at('d/deep/15'), 'x');
    symlinkSync('10', at('d/15'));
    writeFileSync(at('first'), 'a');
    writeFileSync(at('last'), 'd');
    await keep({ path: at('f'), fragments: [at('first'), at('d/'), at('last')] });
    expect(text()).toBe('abcd');
  });

  it('is open to no more than each of them, if no mode is declared', async () => {
    writeFileSync(at('a'), 'a', { mode: 0o644 });
    writeFileSync(at('b'), 'b', { mode: 0o640 });
    chmodSync(at('a'), 0o644);
    chmodSync(at('b'), 0o640);
    const changes = await keep({ path: at('f'), fragments: [at('a'), at('b')] });
    expect(changes).toContainEqual({ property: 'content', to: 'ab', secret: true });
    expect(modeOf(at('f'))).toBe(0o640);
  });
});

describe('a file whose content is taken from elsewhere', () => {
  const told = async (code: string, path: string, params: Record<string, unknown>) => {
    writeFileSync(at('f'), 'old');
    const param = Object.keys(params).at(-1)!;
    const refused = await check({ path: at('f'), ...params }).catch((error: unknown) => error);
    expect(refused).toMatchObject({
      code,
      message: expect.stringContaining(`${path}, named in "${param}", is`),
    });
    expect((refused as Problem).hint).not.toMatch(/force|Declare it, too/);
    expect(text()).toBe('old');
  };

  it('is told of what is missing, and left as it is', async () => {
    mkdirSync(at('d'));
    for (const [file, directory] of [
      [at('none'), at('gone/')],
      [at('no/where'), at('d/none/')],
    ] as const) {
      const tree = { path: at('d/'), recurse: true, source: directory };
      await told('SOURCE_MISSING', file, { source: file });
      await told('SOURCE_MISSING', `${file}.liquid`, { template: `${file}.liquid` });
      await told('SOURCE_MISSING', file, { fragments: [file] });
      await told('SOURCE_MISSING', directory.slice(0, -1), { fragments: [directory] });
      await told('SOURCE_MISSING', at('gone'), { ...tree, source: at('gone/') });
    }
  });

  it('is told of what is of another type', async () => {
    mkdirSync(at('d'));
    mkdirSync(at('t.liquid'));
    execFileSync('mkfifo', [at('pipe')]);
    const server = createServer().listen(at('socket'));
    await once(server, 'listening');
    await told('SOURCE_OTHER_TYPE', at('d'), { source: at('d') });
    await told('SOURCE_OTHER_TYPE', at('d'), { fragments: [at('d')] });
    await told('SOURCE_OTHER_TYPE', at('t.liquid'), { template: at('t.liquid') });
    await told('SOURCE_OTHER_TYPE', at('pipe'), { source: at('pipe') });
    await told('SOURCE_OTHER_TYPE', at('socket'), { source: at('socket') });
    await told('SOURCE_OTHER_TYPE', at('pipe'), { path: at('d/'), recurse: true, source: at('pipe/') });
    server.close();
  });
});

describe('a file of a template', () => {
  it('has what it renders to, from text or a file', async () => {
    await keep({ path: at('f'), template: 'port = {{ port }}\n', vars: { port: 80 } });
    expect(text()).toBe('port = 80\n');
    writeFileSync(at('t.liquid'), '{% for n in names %}{{ n }};{% endfor %}');
    await keep({ path: at('f'), template: at('t.liquid'), vars: { names: ['a', 'b'] } });
    expect(text()).toBe('a;b;');
  });

  it('is open to no more than the template, which is quoted nowhere when it is closed', async () => {
    writeFileSync(at('t.liquid'), 'hunter2 {{ x }}', { mode: 0o600 });
    const params = { path: at('f'), template: at('t.liquid') };
    await expect(check(params)).rejects.toMatchObject({ message: expect.not.stringMatching(/hunter2|x"/) });
    const changes = await keep({ ...params, vars: { x: 1 } });
    expect(changes).toContainEqual({ property: 'content', to: 'hunter2 1', secret: true });
    expect(modeOf(at('f'))).toBe(0o600);
    chmodSync(at('f'), 0o644);
    writeFileSync(at('f'), 'old');
    expect(await check({ ...params, vars: { x: 1 } })).toMatchObject([{ property: 'content', secret: true }]);
  });

  it('is told of with its place when a name is unknown', async () => {
    await expect(check({ path: at('f'), template: 'x\n{{ nam }}', vars: { name: 1 } })).rejects.toMatchObject(
      {
        code: 'TEMPLATE_VARIABLE_UNKNOWN',
        message: expect.stringContaining('line 2'),
      },
    );
  });

  it('is secret if it is said so, though everybody may read it', async () => {
    const params = { path: at('f'), content: 'hunter2', mode: '0644', secret: true };
    expect(await keep(params)).toContainEqual({ property: 'content', to: 'hunter2', secret: true });
  });
});

it('a symbolic mode is kept as far as it says', async () => {
  writeFileSync(at('f'), '');
  chmodSync(at('f'), 0o4606);
  expect(await keep({ path: at('f'), mode: 'u+x,o-w' })).toEqual([
    { property: 'mode', from: '4606', to: '4704' },
  ]);
  await keep({ path: at('d/'), mode: 'g=u,o=' });
  expect(modeOf(at('d'))).toBe(0o770);
});
