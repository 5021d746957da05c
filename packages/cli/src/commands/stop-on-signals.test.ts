import { EventEmitter } from 'node:events';
import { expect, test, vi } from 'vitest';
import { KeptOutput } from '../testing/kept-output.ts';
import { type Signalled, type StopSignal, stopOnSignals, stopSignals } from './stop-on-signals.ts';

class ToldProcess extends EventEmitter implements Signalled {
  readonly exit = vi.fn<(code: number) => never>(() => {
    throw new Error('left');
  });

  signal(signal: StopSignal): void {
    this.emit(signal, signal);
  }
}

test('stopOnSignals climbs one rung a signal, and leaves at once at the fourth', () => {
  const told = new ToldProcess();
  const output = new KeptOutput();
  const stop = vi.fn(() => new Promise<void>(() => {}));
  void stopOnSignals({ stop }, output, stopSignals, told);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) told.signal(signal);
  expect(stop).toHaveBeenCalledTimes(3);
  expect(output.noted.split('\n')).toHaveLength(4);
  expect(told.exit).not.toHaveBeenCalled();

  expect(() => told.signal('SIGTERM')).toThrow('left');
  expect(told.exit).toHaveBeenCalledWith(143);
  expect(stop).toHaveBeenCalledTimes(3);
});

test('stopOnSignals resolves to the first signal, once the engine has stopped', async () => {
  const told = new ToldProcess();
  let stopped = () => {};
  const stop = () =>
    new Promise<void>((resolve) => {
      stopped = resolve;
    });
  const first = stopOnSignals({ stop }, new KeptOutput(), stopSignals, told);
  told.signal('SIGTERM');
  stopped();
  expect(await first).toBe('SIGTERM');
});
