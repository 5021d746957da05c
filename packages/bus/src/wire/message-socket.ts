import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import handshake from 'dbus-next/lib/handshake.js';
import { marshallMessage, messageToJsFmt } from 'dbus-next/lib/marshall-compat.js';
import { unmarshalMessages } from 'dbus-next/lib/message.js';
import { Message } from 'dbus-next/lib/message-type.js';
import { messageInvalid } from '../errors.ts';
import { decodeValue } from './decode-value.ts';
import { encodeBody } from './encode-body.ts';
import type { OutgoingMessage, ReceivedMessage } from './message.ts';
import { verifyNames } from './verify-names.ts';

/** The most that a system bus takes; it ends the connection of who sends more. @source max_message_size in dbus-daemon's limits */
const largestSentBytes = 32 * 2 ** 20;

/** The most that one message can be. @source D-Bus specification, "Message Format" */
const largestReadBytes = 128 * 2 ** 20;

export interface MessageSocketEvents {
  onMessage(message: ReceivedMessage): void;
  /** A message was left out. Others are not affected. */
  onUnreadable(cause: unknown): void;
  /** Called once, and nothing after it. */
  onClose(why: string): void;
}

/** A logged-in stream of messages. Uses of dbus-next end here: it marshals, logs in, and cuts the stream into messages. */
export class MessageSocket {
  readonly #socket: Socket;
  #serial = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** Connects and logs in. The signal ends the attempt. */
  static open(path: string, signal: AbortSignal, events: MessageSocketEvents): Promise<MessageSocket> {
    signal.throwIfAborted();
    const socket = createConnection({ path });
    const giveUp = () => socket.destroy(signal.reason);
    signal.addEventListener('abort', giveUp);
    let why: Error = new Error('the bus ended it');
    socket.on('error', (error) => {
      why = error;
    });
    return new Promise((resolve, reject) => {
      const refused = () => reject(why);
      socket.once('close', refused);
      socket.once('close', () => signal.removeEventListener('abort', giveUp));
      // EXTERNAL alone: a second way to log in would hide why the first was refused.
      const logIn = () => handshake(socket, { authMethods: ['EXTERNAL'] }, loggedIn);
      const loggedIn = (error: Error | null) => {
        if (error) return socket.destroy(new Error('it does not let this user log in', { cause: error }));
        signal.removeEventListener('abort', giveUp);
        socket.off('close', refused);
        socket.once('close', () => events.onClose(why.message));
        receive(socket, events);
        resolve(new MessageSocket(socket));
      };
      socket.once('connect', logIn);
    });
  }

  /** Sends a message and returns its serial. Throws BUS_MESSAGE_INVALID, and then nothing was sent. */
  send(message: OutgoingMessage): number {
    const serial = this.#nextSerial();
    this.#socket.write(marshal({ ...message, serial }));
    return serial;
  }

  /** While it is held it keeps the process alive. */
  hold(held: boolean): void {
    if (held) this.#socket.ref();
    else this.#socket.unref();
  }

  async close(): Promise<void> {
    if (this.#socket.closed) return;
    const gone = once(this.#socket, 'close');
    this.#socket.destroy();
    await gone;
  }

  /** 32 bits, never zero. */
  #nextSerial(): number {
    this.#serial = this.#serial === 0xffffffff ? 1 : this.#serial + 1;
    return this.#serial;
  }
}

function receive(socket: Socket, { onMessage, onUnreadable }: MessageSocketEvents): void {
  const received = (raw: object) => {
    if (!socket.destroyed) onMessage(decode(new Message(messageToJsFmt(raw))));
  };
  const source = {
    read(size: number): Buffer | null {
      if (size <= largestReadBytes) return socket.read(size);
      socket.destroy(new Error(`it sent a message of ${size} bytes`));
      return null;
    },
    // What can't be read is thrown out of `parse`, which then goes on with the message after it. Left alone, it would end
    // the process, and any user of the machine can send it.
    on(_readable: 'readable', parse: () => void) {
      socket.on('readable', () => {
        for (;;) {
          try {
            return parse();
          } catch (error) {
            onUnreadable(error);
          }
        }
      });
    },
  };
  unmarshalMessages(source, received, {});
}

function decode(message: Message): ReceivedMessage {
  const { type, serial, replySerial, flags, sender, path, interface: iface, member, errorName } = message;
  const header = { type, serial, replySerial, flags, sender, path, interface: iface, member, errorName };
  return { ...header, signature: message.signature, body: message.body.map(decodeValue) };
}

function marshal(message: OutgoingMessage & { readonly serial: number }): Buffer {
  const { signature = '', body = [], interface: iface, member } = message;
  const what = `${iface ?? 'The message'}${member ? `.${member}` : ''}`;
  try {
    verifyNames(message);
    const [bytes] = marshallMessage(
      new Message({ ...message, signature, body: encodeBody(signature, body) }),
    );
    if (bytes.length > largestSentBytes) throw new RangeError(`it has ${bytes.length} bytes`);
    return bytes;
  } catch (error) {
    throw messageInvalid(what, error instanceof Error ? error.message : String(error));
  }
}
