import { type Clock, formatProblem, type Problem, systemClock } from '@homeostat/resource';
import { sessionBusAddress, systemBusAddress } from './address.ts';
import type { Bus, Signal } from './bus.ts';
import { messageUnreadable } from './errors.ts';
import { Link } from './link.ts';
import { Listeners } from './listeners.ts';
import { whenArmed } from './signals/armed.ts';
import { askOwner } from './signals/followed-name.ts';
import { MatchRules } from './signals/match-rules.ts';
import { Owners } from './signals/owners.ts';
import { Slots } from './slots.ts';
import { untilAborted } from './until-aborted.ts';
import type { ReceivedMessage } from './wire/message.ts';

/** Half of what a system bus lets a connection wait for. @source max_replies_per_connection in the limits of dbus-daemon */
const mostCallsAtOnce = 64;

/** More than the 25 s that a bus gives a service to start: its own error says more, and comes first. */
const defaultTimeoutMs = 30_000;

export interface BusOptions {
  /** Default: that of the environment, else the standard one. Only `unix:path` can be used. */
  readonly address?: string;
  /**
   * How long connecting may take.
   *
   * @unit milliseconds
   */
  readonly connectMs?: number;
  /** Told when the connection is lost, a message can't be read, or a listener throws. Default: a warning of the Node process. */
  readonly onWarning?: (problem: Problem) => void;
  /** For time limits and the delay before connecting again. Default: the system's. */
  readonly clock?: Clock;
}

/** Makes a bus. Nothing happens until its first use, and alone it does not keep the process alive. */
export function createBus(which: 'system' | 'session', options: BusOptions = {}): Bus {
  const clock = options.clock ?? systemClock;
  const warn = options.onWarning ?? ((problem) => process.emitWarning(formatProblem(problem)));
  const connectMs = options.connectMs ?? 10_000;
  const slots = new Slots(mostCallsAtOnce);
  const reconnects = new Listeners<void>('reconnects', warn);
  const rules: MatchRules = new MatchRules((name) => owners.get(name), warn);
  const owners = new Owners(rules, warn);
  const onSignal = (message: ReceivedMessage) => rules.dispatch(signalIn(message));
  let unreadable = false;
  const onUnreadable = (cause: unknown) => {
    // Once: whoever can send one can send thousands.
    if (!unreadable) warn(messageUnreadable(cause));
    unreadable = true;
  };

  const link = new Link({
    clock,
    async connect(signal, onClose) {
      const address = options.address ?? (which === 'system' ? systemBusAddress() : sessionBusAddress());
      // Loaded at the first use: most commands need no bus.
      const { Connection } = await import('./wire/connection.ts');
      return Connection.open(address, { clock, connectMs, signal, onSignal, onUnreadable, onClose });
    },
    async restore(connection) {
      await Promise.all([rules.restore(connection), owners.restore(connection)]);
    },
    onLost(why) {
      warn(why as Problem);
      owners.forget();
    },
    onRestored: () => reconnects.tell(),
  });

  return {
    call({ signal, timeoutMs = defaultTimeoutMs, ...call }) {
      const send = async () => {
        const connection = await untilAborted(link.connection(), signal);
        return connection.call(call, { timeoutMs, signal });
      };
      return slots.run(send, signal);
    },

    async subscribe(match, listener) {
      const connection = await link.connection();
      const { sender } = match;
      const sending = isWellKnown(sender) ? [owners.follow(connection, sender, () => {})] : [];
      return whenArmed([...sending, rules.add(connection, match, listener)]);
    },

    async owner(name) {
      return askOwner(await link.connection(), name);
    },

    async onOwnerChange(name, listener) {
      return whenArmed([owners.follow(await link.connection(), name, listener)]);
    },

    onReconnect(listener) {
      const takeOut = reconnects.add(listener);
      return { close: () => void takeOut() };
    },

    close: () => link.close(),
  };
}

/** Others are on the signals themselves: unique names, and that of the bus. */
function isWellKnown(sender: string | undefined): sender is string {
  return sender !== undefined && !sender.startsWith(':') && sender !== 'org.freedesktop.DBus';
}

/** Every signal has these; a message without them is not taken for one. */
function signalIn({ sender, path, interface: name, member, body }: ReceivedMessage): Signal {
  return { sender, path, interface: name, member, body } as Signal;
}
