import { expect, test } from 'vitest';
import { KeptOutput } from '../testing/kept-output.ts';
import { createLogger } from './logger.ts';

test('createLogger writes a line of text to stderr, with control characters shown', () => {
  const output = new KeptOutput();
  createLogger(output, { level: 'warn', json: false, colors: false }).warn('odd \u001b[2J name');
  expect(output).toMatchObject({ written: '', noted: 'WARN: odd \\x1b[2J name\n' });
});

test('createLogger writes JSON lines when asked to', () => {
  const output = new KeptOutput();
  createLogger(output, { level: 'info', json: true, colors: false }).error('odd\n\u001b[2J');
  expect(output.noted).toMatch(/^[^\n]+\n$/);
  expect(JSON.parse(output.noted)).toEqual({
    level: 'error',
    time: expect.any(Number),
    msg: 'odd\n\u001b[2J',
  });
});

test('createLogger leaves out what is below its level', () => {
  const output = new KeptOutput();
  const log = createLogger(output, { level: 'info', json: false, colors: false });
  log.debug('one');
  log.info('two');
  expect(output.noted).toBe('INFO: two\n');
});
