import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { TestSite } from '../testing/test-site.ts';

test('the example in the README is sound and has the size it says', async () => {
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
  const [, yaml] = /```yaml\n(.*?)```/s.exec(readme)!;
  const [, told] = /\$ homeostat validate site\.yaml\n(.*?)```/s.exec(readme)!;
  const place = await TestSite.make();
  try {
    await place.write('site.yaml', yaml!);
    expect(await place.call('validate', 'site.yaml')).toEqual({ exitCode: 0, stdout: told, stderr: '' });
  } finally {
    await place.leave();
  }
});
