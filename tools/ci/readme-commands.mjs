// Runs the homeostat commands that README.md tells a user to run, twice each: both must succeed, and the second change nothing.
import { execSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const commands = [...readme.matchAll(/```console\n(.*?)```/gs)]
  .flatMap(([, block]) => block.split('\n'))
  .filter((line) => line.startsWith('npx homeostat '));
if (commands.length === 0) throw new Error('README.md names no command to run');

rmSync('/tmp/homeostat-hello', { recursive: true, force: true });
for (const command of commands) {
  const [first, second] = [1, 2].map(() => execSync(command, { encoding: 'utf8' }));
  process.stdout.write(`$ ${command}\n${first}`);
  if (!first.includes(' changed: ') || second.includes(' changed: ')) {
    throw new Error(`The second run changed something:\n${second}`);
  }
}
rmSync('/tmp/homeostat-hello', { recursive: true, force: true });
