import { chmodSync, writeFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Accounts, type Database } from './accounts.ts';
import { temporaryDirectory } from './testing/temporary-directory.ts';

const { signal } = new AbortController();

const accountId = async (database: Database, name: string) => {
  const declared = database === 'passwd' ? { owner: name } : { group: name };
  return (await Accounts.of([declared], signal)).id(database, name);
};
const accountName = async (database: Database, id: number) =>
  (await Accounts.of([], signal)).name(database, id);

describe('accounts', () => {
  const at = temporaryDirectory();
  afterEach(() => vi.unstubAllEnvs());

  /** Puts a getent of our own before the system's. */
  const installGetent = (script: string) => {
    writeFileSync(at('getent'), `#!/bin/sh\n${script}\n`);
    chmodSync(at('getent'), 0o755);
    vi.stubEnv('PATH', `${at()}:${process.env.PATH}`);
  };

  it('are found in the files of the system', async () => {
    installGetent('exit 99');
    expect(await accountId('passwd', 'root')).toBe(0);
    expect(await accountId('group', 'root')).toBe(0);
    expect(await accountName('passwd', 0)).toBe('root');
  });

  it('are asked of the name services when no file has them', async () => {
    installGetent('[ "$1 $2 $3" = "passwd -- ldap user" ] && echo "ldap user:*:70001:5:,,,:/:"');
    expect(await accountId('passwd', 'ldap user')).toBe(70001);
  });

  it('that nobody knows are a problem by name, and digits by id', async () => {
    await expect(accountId('passwd', 'homeostat-nobody')).rejects.toMatchObject({
      code: 'USER_UNKNOWN',
    });
    await expect(accountId('group', 'homeostat-nobody')).rejects.toMatchObject({
      code: 'GROUP_UNKNOWN',
    });
    expect(await accountName('group', 4_000_000_000)).toBe('4000000000');
  });

  it('do without getent', async () => {
    vi.stubEnv('PATH', at());
    await expect(accountId('passwd', 'homeostat-nobody')).rejects.toMatchObject({
      code: 'USER_UNKNOWN',
    });
  });

  it('are not unknown when the name services fail', async () => {
    installGetent('echo timeout >&2; exit 3');
    await expect(accountId('passwd', 'homeostat-nobody')).rejects.toThrow(/timeout/);
  });
});
