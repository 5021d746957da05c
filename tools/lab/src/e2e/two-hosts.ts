import { Lab } from '../index.ts';

// A program that somebody kills: run by nothing-left.e2e.test.ts.
const lab = await Lab.start();
const [a] = await Promise.all([lab.host('a'), lab.host('b')]);
const sleeper = a.start(['sh', '-c', 'echo ready; exec sleep infinity']);
await sleeper.told('ready');
process.stdout.write('up\n');
await sleeper.ended().catch(() => process.exit(1));
