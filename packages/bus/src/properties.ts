import type { Bus, BusCall } from './bus.ts';

/** An interface of an object of a service. */
export interface PropertiesOf extends Pick<BusCall, 'destination' | 'path' | 'timeoutMs' | 'signal'> {
  readonly interface: string;
}

/** All properties of an interface, by their names. */
export async function getProperties(bus: Bus, of: PropertiesOf): Promise<Record<string, unknown>> {
  const { interface: name, ...object } = of;
  const call = { ...object, interface: properties, member: 'GetAll', signature: 's', body: [name] };
  const [values] = await bus.call(call);
  return values as Record<string, unknown>;
}

export async function getProperty(bus: Bus, of: PropertiesOf & { readonly name: string }): Promise<unknown> {
  const { interface: owner, name, ...object } = of;
  const call = { ...object, interface: properties, member: 'Get', signature: 'ss', body: [owner, name] };
  const [value] = await bus.call(call);
  return value;
}

const properties = 'org.freedesktop.DBus.Properties';
