import { connect } from 'node:net';
import type { Report } from '../status/report.ts';

/** What the process that has a hold says of itself: all of it, or nothing when it does not answer in time. */
export type Holder = Partial<Report>;

/**
 * How long one that is there may take to say who it is.
 *
 * Too small: one that is busy is told of without its pid. Too large: whoever starts a second run waits that long for the refusal
 * when the first is stopped by SIGSTOP.
 *
 * @unit milliseconds
 */
const answerMs = 1000;

/** Who listens there. `dead`: nobody, and nobody ever will again; `gone`: that can't be told, look again. */
export function askHolder(path: string): Promise<Holder | 'dead' | 'gone'> {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(path);
    socket.setEncoding('utf8').setTimeout(answerMs);
    socket.on('data', (part) => {
      text += part;
    });
    socket.on('end', () => resolve(text === '' ? 'gone' : holderOf(text)));
    socket.on('timeout', () => {
      socket.destroy();
      resolve({});
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED') resolve('dead');
      // It ended while it was spoken to.
      else if (['ENOENT', 'ECONNRESET', 'EPIPE'].includes(error.code!)) resolve('gone');
      // So many wait for its answer that no further one may.
      else if (error.code === 'EAGAIN') resolve({});
      else reject(error);
    });
  });
}

function holderOf(text: string): Holder {
  try {
    return { ...JSON.parse(text) };
  } catch {
    return {};
  }
}
