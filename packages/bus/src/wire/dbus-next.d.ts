// The parts of dbus-next that are used. Its own declarations are of other modules, and wrong in places.

declare module 'dbus-next/lib/handshake.js' {
  import type { Socket } from 'node:net';
  /** Logs in on a fresh connection. */
  export default function handshake(
    socket: Socket,
    options: { readonly authMethods: readonly string[] },
    done: (error: Error | null, guid?: string) => void,
  ): void;
}

declare module 'dbus-next/lib/message.js' {
  interface ByteSource {
    on(event: 'readable', parse: () => void): void;
    read(size: number): Buffer | null;
  }
  /** Cuts a stream into messages. Throws out of the listener when one can't be read; the next call reads the one after it. */
  export function unmarshalMessages(
    source: ByteSource,
    onMessage: (raw: object) => void,
    options: object,
  ): void;
}

declare module 'dbus-next/lib/marshall-compat.js' {
  import type { Message } from 'dbus-next/lib/message-type.js';
  export function messageToJsFmt(raw: object): object;
  /** Replaces the body of the message. */
  export function marshallMessage(message: Message): [bytes: Buffer, descriptors: unknown[]];
}

declare module 'dbus-next/lib/message-type.js' {
  export interface MessageFields {
    readonly type?: number;
    readonly serial?: number;
    readonly replySerial?: number;
    readonly flags?: number;
    readonly destination?: string | undefined;
    readonly sender?: string;
    readonly path?: string;
    readonly interface?: string;
    readonly member?: string;
    readonly errorName?: string;
    readonly signature?: string;
    readonly body?: readonly unknown[];
  }
  /** Throws when a name is not valid or a field is missing. */
  export class Message implements MessageFields {
    constructor(fields: object);
    readonly type: number;
    readonly serial: number;
    readonly replySerial?: number;
    readonly flags: number;
    readonly destination?: string;
    readonly sender?: string;
    readonly path?: string;
    readonly interface?: string;
    readonly member?: string;
    readonly errorName?: string;
    readonly signature: string;
    readonly body: readonly unknown[];
  }
}

declare module 'dbus-next/lib/signature.js' {
  /** One complete type, as a tree. */
  export interface SignatureType {
    readonly type: string;
    readonly child: readonly SignatureType[];
  }
  export function parseSignature(signature: string): SignatureType[];
}

declare module 'dbus-next/lib/variant.js' {
  export class Variant {
    constructor(signature: string, value: unknown);
    readonly signature: string;
    readonly value: unknown;
  }
}

declare module 'dbus-next/lib/validators.js' {
  export function isObjectPathValid(path: unknown): boolean;
}
