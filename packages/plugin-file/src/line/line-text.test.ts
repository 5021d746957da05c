import {
  chmodSync,
  chownSync,
  lchownSync,
  mkdirSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../testing/temporary-directory.ts';
import { readText, writeText } from './line-text.ts';

const isRoot = process.getuid?.() === 0;
const user = 65534;

describe('readText and writeText', () => {
  const at = temporaryDirectory();

  it('give to nobody what was read in a file that was closed to him, whatever is at the path by now', async () => {
    writeFileSync(at('f'), 'secret\n', { mode: 0o600 });
    const found = readText(at('f'))!;
    expect(found.isSecret).toBe(true);
    writeFileSync(at('other'), '', { mode: 0o644 });
    if (isRoot) chownSync(at('other'), user, user);
    renameSync(at('other'), at('f'));
    await writeText(at('f'), found.text, found);
    expect(statSync(at('f'))).toMatchObject({ mode: 0o100600, uid: process.getuid!() });
  });

  it.skipIf(!isRoot)(
    'go through no link that another user put on the way (only root is led astray)',
    async () => {
      chmodSync(at(), 0o755);
      mkdirSync(at('real'));
      writeFileSync(at('real', 'f'), 'a\n');
      symlinkSync(at('real'), at('link'));
      lchownSync(at('link'), user, user);
      expect(() => readText(at('link', 'f'))).toThrow(
        expect.objectContaining({ code: 'FILE_LINK_UNTRUSTED' }),
      );
      const found = readText(at('real', 'f'))!;
      await expect(writeText(at('link', 'f'), found.text, found)).rejects.toMatchObject({
        code: 'FILE_LINK_UNTRUSTED',
      });
    },
  );
});
