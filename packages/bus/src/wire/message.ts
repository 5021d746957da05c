/** The kinds of messages. @source D-Bus specification, "Message Format" */
export const messageType = { call: 1, return: 2, error: 3, signal: 4 } as const;

/** Set by a caller that wants no answer. */
export const noReplyExpected = 1;

/** A message as it came, its values decoded. */
export interface ReceivedMessage {
  readonly type: number;
  readonly serial: number;
  readonly flags: number;
  readonly sender: string | undefined;
  readonly replySerial: number | undefined;
  readonly path: string | undefined;
  readonly interface: string | undefined;
  readonly member: string | undefined;
  readonly errorName: string | undefined;
  readonly signature: string;
  readonly body: readonly unknown[];
}

/** A message to be sent. */
export interface OutgoingMessage {
  readonly type: number;
  readonly destination?: string | undefined;
  readonly path?: string;
  readonly interface?: string;
  readonly member?: string;
  readonly errorName?: string;
  readonly replySerial?: number;
  readonly signature?: string;
  readonly body?: readonly unknown[];
}
