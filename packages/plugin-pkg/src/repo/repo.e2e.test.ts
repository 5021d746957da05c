import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Host, Lab } from '@homeostat/lab';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

let lab: Lab;
let host: Host;
let hosts = 0;
let signer: Signer;

/** A key pair, in a keyring that is gone afterwards. */
class Signer {
  readonly #home = mkdtempSync(join(tmpdir(), 'signer-'));

  constructor() {
    this.#gpg(['--quick-generate-key', 'lab@example.com', 'rsa2048', 'sign', 'never']);
  }

  get key(): string {
    return this.#gpg(['--armor', '--export']);
  }

  get binaryKey(): Buffer {
    return Buffer.from(this.#gpg(['--export'], '', 'base64'), 'base64');
  }

  sign(text: string): string {
    return this.#gpg(['--clear-sign'], text);
  }

  close(): void {
    spawnSync('gpgconf', ['--homedir', this.#home, '--kill', 'all']);
    rmSync(this.#home, { recursive: true, force: true });
  }

  #gpg(args: readonly string[], input = '', encoding: BufferEncoding = 'utf8'): string {
    const unattended = [
      '--homedir',
      this.#home,
      '--batch',
      '--pinentry-mode',
      'loopback',
      '--passphrase',
      '',
    ];
    const { status, stdout, stderr, error } = spawnSync('gpg', [...unattended, ...args], { input });
    if (error || status !== 0) throw new Error(`gpg ${args.join(' ')}: ${error ?? stderr.toString()}`);
    return stdout.toString(encoding);
  }
}

beforeAll(async () => {
  signer = new Signer();
  lab = await Lab.start();
});
afterAll(async () => {
  signer.close();
  await lab.stop();
});

beforeEach(async () => {
  hosts += 1;
  host = await lab.host(`s${hosts}`);
  await host.run(['sh', '-c', 'rm -r /etc/apt/sources.list.d/* /var/lib/apt/lists/*']);
});

const source = '/etc/apt/sources.list.d/lab.sources';
const address = { uris: ['file:///srv/packages'], suites: ['./'] };

async function signed(by: Signer = signer): Promise<void> {
  await host.write('/srv/packages/InRelease', by.sign(await host.read('/srv/packages/Release')));
}

interface Ran {
  readonly exitCode: number;
  readonly output: string;
}

async function keep(resources: object): Promise<Ran> {
  await host.write('/etc/site.json', JSON.stringify({ resources }));
  const { exitCode, stdout, stderr } = await host.run([
    ...['homeostat', 'run', '/etc/site.json', '--converged-timeout', '0'],
  ]);
  return { exitCode, output: stdout + stderr };
}

test('a signed repository and a package from it, in one run and in this order', async () => {
  await signed();
  const resources = { pkg: { sl: {} }, repo: { lab: { ...address, key: signer.key } } };
  const first = await keep(resources);
  expect(first, first.output).toMatchObject({ exitCode: 0 });
  expect((await host.run(['test', '-x', '/usr/games/sl'])).exitCode).toBe(0);
  expect((await host.run(['stat', '--format=%a %U', source, '/etc/apt/keyrings/lab.asc'])).stdout).toBe(
    '644 root\n644 root\n',
  );
  const second = await keep(resources);
  expect(second.output).not.toContain('changed:');
  expect(second).toMatchObject({ exitCode: 0 });
  // Apt alone has nothing against it.
  expect(await host.run(['apt-get', 'update'])).toMatchObject({ exitCode: 0, stderr: '' });
});

test('a key in binary is copied as text that apt takes', async () => {
  await signed();
  await host.write('/root/key.base64', signer.binaryKey.toString('base64'));
  await host.run(['sh', '-c', 'base64 --decode /root/key.base64 > /root/key.gpg']);
  const ran = await keep({ repo: { lab: { ...address, keyFile: '/root/key.gpg' } } });
  expect(ran, ran.output).toMatchObject({ exitCode: 0 });
});

test('one that another key signed is refused, each time, and apt is left as it was', async () => {
  const stranger = new Signer();
  try {
    await signed(stranger);
  } finally {
    stranger.close();
  }
  for (const _ of ['first', 'second']) {
    const { exitCode, output } = await keep({ repo: { lab: { ...address, key: signer.key } } });
    expect(exitCode).toBe(1);
    expect(output).toContain('PACKAGE_REPOSITORY_UNTRUSTED');
    expect((await host.run(['test', '-e', source])).exitCode).toBe(1);
  }
});

test('one without a signature is refused until it is trusted', async () => {
  const refused = await keep({ repo: { lab: address } });
  expect(refused.exitCode).toBe(1);
  expect(refused.output).toContain('PACKAGE_REPOSITORY_UNTRUSTED');
  const ran = await keep({ repo: { lab: { ...address, trusted: true } }, pkg: { 'lab-many-1': {} } });
  expect(ran, ran.output).toMatchObject({ exitCode: 0 });
});

test('one that can not be reached leaves the one that was there before, and stays failed', async () => {
  expect(await keep({ repo: { lab: { ...address, trusted: true } } })).toMatchObject({ exitCode: 0 });
  const before = await host.read(source);
  const moved = { repo: { lab: { ...address, uris: ['file:///srv/nowhere'], trusted: true } } };
  await host.run(['mkdir', '/srv/nowhere']);
  for (const _ of ['first', 'second']) {
    const { exitCode, output } = await keep(moved);
    expect(exitCode, output).toBe(1);
    expect(output).toContain('PACKAGE_REPOSITORY_UNREACHABLE');
    expect(await host.read(source)).toBe(before);
  }
});

test('the same address with other trust in another file is told, and nothing is written', async () => {
  await host.write('/etc/apt/sources.list.d/old.list', 'deb [trusted=yes] file:///srv/packages ./\n');
  await signed();
  const { exitCode, output } = await keep({ repo: { lab: { ...address, key: signer.key } } });
  expect(exitCode).toBe(1);
  expect(output).toContain('REPO_CONTRADICTED');
  expect(output).toContain('Conflicting values');
  expect((await host.run(['test', '-e', source])).exitCode).toBe(1);
});

test('the lists of others stay', async () => {
  expect(await keep({ repo: { lab: { ...address, trusted: true } } })).toMatchObject({ exitCode: 0 });
  const both = {
    repo: {
      lab: { ...address, trusted: true },
      second: { uris: ['file:///srv/untrusted'], suites: ['./'], trusted: true },
    },
    pkg: { 'lab-untrusted': {}, 'lab-many-1': {} },
  };
  const ran = await keep(both);
  expect(ran, ran.output).toMatchObject({ exitCode: 0 });
});

test('what somebody changed is put back while it runs', async () => {
  await host.write(
    '/etc/site.json',
    JSON.stringify({ resources: { repo: { lab: { ...address, trusted: true } } } }),
  );
  const homeostat = host.start(['homeostat', 'run', '/etc/site.json', '--json']);
  await homeostat.told('"type":"converged"');
  const before = await host.read(source);
  await host.write(source, 'spoilt\n');
  await homeostat.told('"type":"changed"', 2);
  expect(await host.read(source)).toBe(before);
  await homeostat.signal('SIGTERM');
  expect((await homeostat.ended()).exitCode).toBe(0);
});

test('one that is to go is gone with its key', async () => {
  await signed();
  await keep({ repo: { lab: { ...address, key: signer.key } } });
  expect(await keep({ repo: { lab: { state: 'absent' } } })).toMatchObject({ exitCode: 0 });
  expect((await host.run(['ls', '/etc/apt/sources.list.d', '/etc/apt/keyrings'])).stdout).not.toContain(
    'lab',
  );
});

test('one that fails does so once, however often lists are fetched, and is tried again when its key is another', async () => {
  await signed();
  const stranger = new Signer();
  await host.write('/root/key', stranger.key);
  stranger.close();
  // Fails for good after three seconds, in which the other one could be tried again by itself.
  const clock = { cmd: 'exit 1', shell: true, meta: { retry: 3, delay: 1000 } };
  const resources = { repo: { lab: { ...address, keyFile: '/root/key' } }, exec: { clock } };
  await host.write('/etc/site.json', JSON.stringify({ resources }));
  const running = host.start(['homeostat', 'run', '/etc/site.json', '--json']);
  await running.told('"type":"failed","id":"repo[lab]"');
  for (const _ of [1, 2, 3]) await host.run(['apt-get', 'update']);
  await running.told('"type":"failed","id":"exec[clock]"');
  await host.write('/root/key', signer.key);
  await running.told('"type":"changed"');
  await running.signal('SIGTERM');
  const { stdout } = await running.ended();
  expect(stdout.match(/"type":"failed","id":"repo\[lab\]"/g)).toHaveLength(1);
});
