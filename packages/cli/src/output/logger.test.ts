import { expect, test, vi } from 'vitest';
import { KeptOutput } from '../testing/kept-output.ts';
import { createLogger } from './logger.ts';

test('createLogger writes a line of text to stderr, with control characters shown', async () => {
  const output = new KeptOutput();
  createLogger(output, { level: 'warn', json: false, colors: false }).warn('odd \u001b[2J name');
  await vi.waitFor(() => expect(output.noted).not.toBe(''));
  expect(output).toMatchObject({ written: '', noted: 'WARN: odd \\x1b[2J name\n' });
});

test('createLogger writes JSON lines when asked to', async () => {
  const output = new KeptOutput();
  createLogger(output, { level: 'info', json: true, colors: false }).error('odd\n\u001b[2J');
  await vi.waitFor(() => expect(output.noted).not.toBe(''));
  expect(output.noted).toMatch(/^[^\n]+\n$/);
  expect(JSON.parse(output.noted)).toEqual({
    level: 'error',
    time: expect.any(Number),
    msg: 'odd\n\u001b[2J',
  });
});

test('createLogger leaves out what is below its level, and keeps the order', async () => {
  const output = new KeptOutput();
  const log = createLogger(output, { level: 'info', json: false, colors: false });
  log.debug('one');
  log.info('two');
  log.warn('three');
  await vi.waitFor(() => expect(output.noted).toBe('INFO: two\nWARN: three\n'));
});
