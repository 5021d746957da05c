import type { Clock } from '@homeostat/resource';
import { socketPaths } from '../address.ts';
import { answeredWithError, type Called, closed, lost, noReply, unreachable } from '../errors.ts';
import { theBus } from '../the-bus.ts';
import { messageType, noReplyExpected, type OutgoingMessage, type ReceivedMessage } from './message.ts';
import { MessageSocket } from './message-socket.ts';

/**
 * How many calls may be without an answer after their callers have given up, before the connection is ended. The bus counts
 * them until their service ends; with those under way they must stay below 128, or every further call is refused.
 *
 * @source max_replies_per_connection in the limits of dbus-daemon
 */
const mostAbandoned = 60;

export interface ConnectionOptions {
  readonly clock: Clock;
  /** How long connecting may take, until the bus has answered to Hello. */
  readonly connectMs: number;
  /** Gives up connecting. */
  readonly signal: AbortSignal;
  onSignal(signal: ReceivedMessage): void;
  /** Answers a call of somebody else. Without it there are no methods. */
  onCall?(call: ReceivedMessage): void;
  onUnreadable(cause: unknown): void;
  /** It was lost or closed, and every call under way was rejected. Not called when it did not open. */
  onClose(why: Error): void;
}

export interface MethodCall extends Called {
  readonly path: string;
  readonly signature?: string;
  readonly body?: readonly unknown[];
}

export interface Waiting {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

interface PendingCall {
  readonly called: Called;
  resolve(body: readonly unknown[]): void;
  reject(error: unknown): void;
}

/** One life of a connection, from Hello to its end. */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #pending = new Map<number, PendingCall>();
  readonly #abandoned = new Set<number>();
  readonly #socket: MessageSocket;
  #ended: Error | undefined;
  #uniqueName = '';

  private constructor(socket: MessageSocket, options: ConnectionOptions) {
    this.#socket = socket;
    this.#options = options;
  }

  /** Connects to the first of the address's sockets that takes us. */
  static async open(address: string, options: ConnectionOptions): Promise<Connection> {
    const { clock, connectMs, signal } = options;
    const paths = socketPaths(address);
    const attempt = new AbortController();
    const callOff = clock.schedule(connectMs, () =>
      attempt.abort(new Error(`it did not answer within ${connectMs / 1000} s`)),
    );
    const giveUp = () => attempt.abort(closed());
    signal.addEventListener('abort', giveUp);
    try {
      signal.throwIfAborted();
      return await firstThatOpens(paths, (path) => Connection.#openSocket(path, attempt.signal, options));
    } catch (error) {
      throw signal.aborted ? closed() : unreachable(address, error);
    } finally {
      callOff();
      signal.removeEventListener('abort', giveUp);
    }
  }

  static async #openSocket(
    path: string,
    attempt: AbortSignal,
    options: ConnectionOptions,
  ): Promise<Connection> {
    const socket = await MessageSocket.open(path, attempt, {
      onMessage: (message) => connection.#receive(message),
      onUnreadable: options.onUnreadable,
      onClose: (why) => connection.#end(lost(why)),
    });
    const connection = new Connection(socket, options);
    try {
      const [name] = await connection.call(
        { ...theBus, member: 'Hello' },
        { timeoutMs: options.connectMs, signal: attempt },
      );
      connection.#uniqueName = name as string;
      return connection;
    } catch (error) {
      await connection.close();
      throw error;
    }
  }

  /** Who we are on the bus. */
  get uniqueName(): string {
    return this.#uniqueName;
  }

  /** Sends a call at once and resolves to the body of the answer. */
  async call(call: MethodCall, { timeoutMs, signal }: Waiting): Promise<readonly unknown[]> {
    signal?.throwIfAborted();
    const serial = this.send({ type: messageType.call, ...call });
    let giveUp = () => {};
    const callOff = this.#options.clock.schedule(timeoutMs, () =>
      this.#abandon(serial, noReply(call, timeoutMs)),
    );
    try {
      return await new Promise((resolve, reject) => {
        this.#pending.set(serial, { called: call, resolve, reject });
        this.#socket.hold(true);
        giveUp = () => this.#abandon(serial, signal?.reason);
        signal?.addEventListener('abort', giveUp);
      });
    } finally {
      callOff();
      signal?.removeEventListener('abort', giveUp);
    }
  }

  /** Sends a message and returns its serial. */
  send(message: OutgoingMessage): number {
    if (this.#ended) throw this.#ended;
    return this.#socket.send(message);
  }

  /** Ends it; what is under way rejects with the reason. */
  async close(why: Error = closed()): Promise<void> {
    this.#end(why);
    await this.#socket.close();
  }

  #receive(message: ReceivedMessage): void {
    switch (message.type) {
      case messageType.return:
      case messageType.error:
        this.#settle(message);
        break;
      case messageType.signal:
        this.#options.onSignal(message);
        break;
      case messageType.call:
        this.#answer(message);
    }
  }

  #settle({ replySerial = 0, errorName, body }: ReceivedMessage): void {
    this.#abandoned.delete(replySerial);
    const pending = this.#take(replySerial);
    if (!pending) return;
    const text = typeof body[0] === 'string' ? body[0] : '';
    if (errorName === undefined) pending.resolve(body);
    else pending.reject(answeredWithError(pending.called, errorName, text));
  }

  #answer(call: ReceivedMessage): void {
    const { onCall } = this.#options;
    if (onCall) {
      onCall(call);
      return;
    }
    if (call.flags & noReplyExpected) return;
    this.#socket.send({
      type: messageType.error,
      errorName: 'org.freedesktop.DBus.Error.UnknownMethod',
      destination: call.sender,
      replySerial: call.serial,
      signature: 's',
      body: ['There are no methods here'],
    });
  }

  #abandon(serial: number, why: unknown): void {
    const pending = this.#take(serial);
    if (!pending) return;
    pending.reject(why);
    this.#abandoned.add(serial);
    if (this.#abandoned.size > mostAbandoned) void this.close(lost('too many calls are not answered'));
  }

  #take(serial: number): PendingCall | undefined {
    const pending = this.#pending.get(serial);
    this.#pending.delete(serial);
    // Alone, an open connection is no reason to go on.
    if (this.#pending.size === 0) this.#socket.hold(false);
    return pending;
  }

  #end(why: Error): void {
    if (this.#ended) return;
    this.#ended = why;
    for (const { reject } of this.#pending.values()) reject(why);
    this.#pending.clear();
    if (this.#uniqueName !== '') this.#options.onClose(why);
  }
}

async function firstThatOpens<T>(paths: readonly string[], open: (path: string) => Promise<T>): Promise<T> {
  const [path, ...others] = paths;
  try {
    return await open(path!);
  } catch (error) {
    if (others.length === 0) throw error;
    return firstThatOpens(others, open);
  }
}
