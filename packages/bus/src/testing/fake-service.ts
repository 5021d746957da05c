import { EventEmitter, once } from 'node:events';
import { systemClock } from '@homeostat/resource';
import { parseSignature } from 'dbus-next/lib/signature.js';
import { theBus } from '../the-bus.ts';
import type { Variant } from '../variant.ts';
import { Connection } from '../wire/connection.ts';
import { messageType, noReplyExpected, type OutgoingMessage, type ReceivedMessage } from '../wire/message.ts';
import { FakeError } from './fake-error.ts';
import type { FakeInterface, FakeMethod } from './fake-interface.ts';

type FakeObject = Map<string, { methods: Record<string, FakeMethod>; properties: Record<string, Variant> }>;

/** A call that came in. */
export type FakeCall = Pick<ReceivedMessage, 'path' | 'interface' | 'member' | 'body' | 'sender'>;

/**
 * A service on a bus that does what a test says, in place of systemd or PackageKit.
 *
 * @example
 * const systemd = await FakeService.start(bus.address, 'org.freedesktop.systemd1');
 * systemd.export('/org/freedesktop/systemd1', 'org.freedesktop.systemd1.Manager', {
 *   methods: { StartUnit: { in: 'ss', out: 'o', call: (name, mode) => '/job/1' } },
 *   properties: { Version: new Variant('s', '252') },
 * });
 * systemd.emit('/org/freedesktop/systemd1', 'org.freedesktop.systemd1.Manager', 'Reloading', 'b', true);
 */
export class FakeService {
  readonly #connection: Connection;
  readonly #objects = new Map<string, FakeObject>();
  readonly #arrivals = new EventEmitter();
  #stopped = false;
  /** The calls that came in, also those that were answered with an error. */
  readonly calls: FakeCall[] = [];

  private constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Connects and takes the name. */
  static async start(address: string, name: string): Promise<FakeService> {
    const connection = await Connection.open(address, {
      clock: systemClock,
      connectMs: 10_000,
      signal: new AbortController().signal,
      onSignal() {},
      onCall: (call) => void service.#receive(call),
      onUnreadable(cause) {
        throw cause;
      },
      onClose() {},
    });
    const service = new FakeService(connection);
    await service.own(name);
    return service;
  }

  get uniqueName(): string {
    return this.#connection.uniqueName;
  }

  /** Takes a name. */
  async own(name: string): Promise<void> {
    const [answer] = await this.#callBus('RequestName', 'su', [name, doNotQueue]);
    if (answer !== primaryOwner) throw new Error(`The name ${name} is taken`);
  }

  /** Gives a name up, and stays. */
  async disown(name: string): Promise<void> {
    await this.#callBus('ReleaseName', 's', [name]);
  }

  /** Puts an interface on an object, in place of one of its name. */
  export(path: string, name: string, { methods = {}, properties = {} }: FakeInterface): void {
    const object: FakeObject = this.#objects.get(path) ?? new Map();
    this.#objects.set(path, object);
    object.set(name, { methods: { ...methods }, properties: { ...properties } });
  }

  /** Takes an object away, with all its interfaces. */
  unexport(path: string): void {
    this.#objects.delete(path);
  }

  emit(
    path: string,
    interfaceName: string,
    member: string,
    signature = '',
    ...body: readonly unknown[]
  ): void {
    this.#connection.send({
      type: messageType.signal,
      path,
      interface: interfaceName,
      member,
      signature,
      body,
    });
  }

  /** Sets properties, and tells with PropertiesChanged. */
  set(path: string, interfaceName: string, changed: Readonly<Record<string, Variant>>): void {
    const owner = this.#objects.get(path)?.get(interfaceName);
    if (!owner) throw new Error(`There is no ${interfaceName} at ${path}`);
    Object.assign(owner.properties, changed);
    this.emit(path, propertiesInterface, 'PropertiesChanged', 'sa{sv}as', interfaceName, changed, []);
  }

  /** The next call of a method to come in. */
  async nextCall(member: string): Promise<FakeCall> {
    const [call] = await once(this.#arrivals, member);
    return call;
  }

  /** Ends the connection, as a crash does: callers that wait are told so by the bus. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#connection.close();
  }

  async #receive(call: ReceivedMessage): Promise<void> {
    const { path, interface: interfaceName, member = '', body, sender } = call;
    const arrived: FakeCall = { path, interface: interfaceName, member, body, sender };
    this.calls.push(arrived);
    this.#arrivals.emit(member, arrived);
    const answer = await this.#perform(call).catch(errorAnswer);
    if (this.#stopped || call.flags & noReplyExpected) return;
    const to = { destination: call.sender, replySerial: call.serial };
    try {
      this.#connection.send({ ...to, ...answer });
    } catch (error) {
      this.#connection.send({ ...to, ...errorAnswer(error) });
    }
  }

  async #perform(call: ReceivedMessage): Promise<Answer> {
    const { path = '', interface: name = '', member = '', signature, body } = call;
    const object = this.#objects.get(path);
    if (!object) throw new FakeError(`${standard}UnknownObject`, `There is no object ${path}`);
    const methods = name === propertiesInterface ? propertyMethods(object) : object.get(name)?.methods;
    if (!methods) throw new FakeError(`${standard}UnknownInterface`, `There is no interface ${name}`);
    const method = methods[member];
    if (!method) throw new FakeError(`${standard}UnknownMethod`, `There is no method ${member}`);
    const { in: expected = '', out = '' } = method;
    if (signature !== expected) {
      throw new FakeError(`${standard}InvalidArgs`, `${member} takes (${expected}), not (${signature})`);
    }
    const result = await method.call(...body);
    if (out === '') return { type: messageType.return };
    return {
      type: messageType.return,
      signature: out,
      body: parseSignature(out).length === 1 ? [result] : (result as unknown[]),
    };
  }

  #callBus(member: string, signature: string, body: readonly unknown[]): Promise<readonly unknown[]> {
    return this.#connection.call({ ...theBus, member, signature, body }, { timeoutMs: 10_000 });
  }
}

type Answer = Pick<OutgoingMessage, 'type' | 'errorName' | 'signature' | 'body'>;

function errorAnswer(error: unknown): Answer {
  const errorName = error instanceof FakeError ? error.errorName : `${standard}Failed`;
  const text = error instanceof Error ? error.message : String(error);
  return { type: messageType.error, errorName, signature: 's', body: [text] };
}

/** What org.freedesktop.DBus.Properties is for an object. */
function propertyMethods(object: FakeObject): Record<string, FakeMethod> {
  const propertiesOf = (name: string) => {
    const owner = object.get(name);
    if (!owner) throw new FakeError(`${standard}UnknownInterface`, `There is no interface ${name}`);
    return owner.properties;
  };
  return {
    GetAll: { in: 's', out: 'a{sv}', call: propertiesOf },
    Get: {
      in: 'ss',
      out: 'v',
      call(owner: string, name: string) {
        const value = propertiesOf(owner)[name];
        if (!value) throw new FakeError(`${standard}UnknownProperty`, `There is no property ${name}`);
        return value;
      },
    },
  };
}

const standard = 'org.freedesktop.DBus.Error.';
const propertiesInterface = 'org.freedesktop.DBus.Properties';

/** Flag of RequestName, and its answer. @source D-Bus specification, "RequestName" */
const doNotQueue = 4;
const primaryOwner = 1;
