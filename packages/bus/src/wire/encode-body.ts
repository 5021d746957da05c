import { parseSignature, type SignatureType } from 'dbus-next/lib/signature.js';
import { isObjectPathValid } from 'dbus-next/lib/validators.js';
import { Variant as WireVariant } from 'dbus-next/lib/variant.js';
import { Variant } from '../variant.ts';

/**
 * Values as dbus-next takes them. Refuses what it would let pass although the bus ends the connection of who sends it: wrong
 * object paths and types. Throws a TypeError that says where.
 */
export function encodeBody(signature: string, body: readonly unknown[]): unknown[] {
  return encodeEach(parse(signature), body, 'the body');
}

function parse(signature: string): SignatureType[] {
  if (!/^[ybnqiuxtdsogva(){}]{0,255}$/.test(signature))
    throw new TypeError(`the signature "${signature}" is unknown`);
  return parseSignature(signature);
}

function encodeEach(types: readonly SignatureType[], values: unknown, where: string): unknown[] {
  if (!Array.isArray(values)) throw new TypeError(`${where} is no array`);
  if (values.length !== types.length)
    throw new TypeError(`${where} has ${values.length} values, and its signature ${types.length}`);
  return types.map((type, index) => encode(type, values[index], `${where}[${index}]`));
}

function encode({ type, child }: SignatureType, value: unknown, where: string): unknown {
  if (value === undefined || value === null) throw new TypeError(`${where} is ${value}`);
  switch (type) {
    case 'v':
      return encodeVariant(value, where);
    case 'a':
      return encodeArray(child[0]!, value, where);
    case '(':
      return encodeEach(child, value, where);
    case 'o':
      if (!isObjectPathValid(value)) throw new TypeError(`${where} is no object path`);
      return value;
    default:
      return value;
  }
}

function encodeVariant(value: unknown, where: string): WireVariant {
  if (!(value instanceof Variant)) throw new TypeError(`${where} must be a Variant`);
  const types = parse(value.signature);
  if (types.length !== 1) throw new TypeError(`the signature of ${where} is not one complete type`);
  return new WireVariant(value.signature, encode(types[0]!, value.value, where));
}

function encodeArray(item: SignatureType, value: unknown, where: string): unknown {
  if (item.type === '{') {
    if (typeof value !== 'object') throw new TypeError(`${where} is no object`);
    const entries = Object.entries(value as object);
    return Object.fromEntries(
      entries.map(([key, one]) => [key, encode(item.child[1]!, one, `${where}.${key}`)]),
    );
  }
  if (item.type === 'y' && value instanceof Uint8Array) return Buffer.from(value);
  if (!Array.isArray(value)) throw new TypeError(`${where} is no array`);
  return value.map((one, index) => encode(item, one, `${where}[${index}]`));
}
