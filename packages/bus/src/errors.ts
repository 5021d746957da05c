import { Problem } from '@homeostat/resource';

/** An error that a call was answered with, or that stands for a missing answer. */
export class BusError extends Problem {
  /** The name of the D-Bus error, such as `org.freedesktop.DBus.Error.UnknownMethod`. */
  readonly errorName: string;

  constructor(code: string, message: string, errorName: string, hint?: string) {
    super(code, message, { hint });
    this.errorName = errorName;
  }
}

/** What was called, for messages. */
export interface Called {
  readonly destination: string;
  readonly interface: string;
  readonly member: string;
}

const standard = 'org.freedesktop.DBus.Error.';

/** The error for an error answer. */
export function answeredWithError(call: Called, errorName: string, text: string): BusError {
  const told = text === '' ? errorName : text;
  switch (errorName) {
    case `${standard}AccessDenied`:
    case `${standard}AuthFailed`:
    case `${standard}InteractiveAuthorizationRequired`:
      return new BusError(
        'BUS_ACCESS_DENIED',
        `${nameOf(call)} is not allowed: ${told}`,
        errorName,
        'Run as root; else the policy of the bus (/usr/share/dbus-1/system.d) or polkit must allow it for this user',
      );
    case `${standard}ServiceUnknown`:
    case `${standard}NameHasNoOwner`:
      return new BusError(
        'BUS_SERVICE_UNKNOWN',
        `No service "${call.destination}" is on the bus, and none can be started`,
        errorName,
        'Install and start the program that provides it',
      );
    case `${standard}NoReply`:
    case `${standard}TimedOut`:
    case `${standard}Timeout`:
      return new BusError(
        'BUS_NO_REPLY',
        `${nameOf(call)} was not answered: ${told}`,
        errorName,
        noReplyHint,
      );
    case `${standard}LimitsExceeded`:
      return new BusError(
        'BUS_LIMIT',
        `${nameOf(call)} was refused, since a limit of the bus is reached: ${told}`,
        errorName,
        'Look at the <limit> entries in the configuration of dbus-daemon',
      );
    default:
      if (errorName.startsWith(`${standard}Spawn.`)) {
        return new BusError(
          'BUS_SERVICE_UNKNOWN',
          `The service "${call.destination}" did not start: ${told}`,
          errorName,
          'Look into the log of the service',
        );
      }
      return new BusError(
        'BUS_CALL_FAILED',
        `${nameOf(call)} was answered with an error: ${told}`,
        errorName,
        `The error is ${errorName}`,
      );
  }
}

const noReplyHint = 'The service has ended or hangs: look at its state and into its log';

export function noReply(call: Called, ms: number): BusError {
  return new BusError(
    'BUS_NO_REPLY',
    `${nameOf(call)} was not answered within ${ms / 1000} s`,
    // Another one than that of a bus whose service has gone, so that the two can be told apart.
    `${standard}Timeout`,
    noReplyHint,
  );
}

export function unreachable(address: string, cause: unknown): Problem {
  return new Problem('BUS_UNREACHABLE', `The message bus at ${address} can't be reached: ${textOf(cause)}`, {
    cause,
    hint: 'Install and start dbus-daemon or dbus-broker, and see whether this user may connect to its socket',
  });
}

export function addressUnusable(address: string, why: string): Problem {
  return new Problem('BUS_ADDRESS_UNUSABLE', `The bus address "${address}" can't be used: ${why}`, {
    hint: 'Write it as unix:path=/run/dbus/system_bus_socket',
  });
}

export function addressMissing(): Problem {
  return new Problem('BUS_ADDRESS_MISSING', 'There is no session bus here', {
    hint: 'Set DBUS_SESSION_BUS_ADDRESS, or log in so that XDG_RUNTIME_DIR is set',
  });
}

export function lost(why: string): Problem {
  return new Problem('BUS_LOST', `The connection to the message bus was lost: ${why}`, {
    hint: 'It is made again by itself; if this happens often, look into the log of dbus-daemon',
  });
}

export function closed(): Problem {
  return new Problem('BUS_CLOSED', 'The connection to the message bus is closed', {
    hint: 'This is a bug in what still uses it, unless the program is stopping',
  });
}

export function messageInvalid(what: string, why: string): Problem {
  return new Problem('BUS_MESSAGE_INVALID', `${what} can't be sent: ${why}`, {
    hint: 'This is a bug in the plugin that sends it',
  });
}

export function messageUnreadable(cause: unknown): Problem {
  return new Problem('BUS_MESSAGE_UNREADABLE', `A message from the bus can't be read: ${textOf(cause)}`, {
    cause,
    hint: 'It was left out; a call that waits for it ends by its time limit',
  });
}

export function listenerFailed(what: string, cause: unknown): Problem {
  return new Problem('BUS_LISTENER_FAILED', `A listener to ${what} threw: ${textOf(cause)}`, {
    cause,
    hint: 'This is a bug in what listens',
  });
}

function nameOf(call: Called): string {
  return `${call.interface}.${call.member} of "${call.destination}"`;
}

function textOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
