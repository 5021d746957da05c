import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parsePluginName, reservedKinds } from './plugin-name.ts';
import { Refusal } from './refusal.ts';

function codeOf(name: string): string | undefined {
  try {
    parsePluginName(name);
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

test.each([
  ['homeostat-plugin-motd', 'homeostat-plugin-motd', 'motd'],
  ['motd', 'motd', 'motd'],
  ['@acme/homeostat-plugin-net-rule', 'homeostat-plugin-net-rule', 'net-rule'],
  ['@acme.org/a_1', 'a_1', 'a_1'],
  ['@acme/http', 'http', 'http'],
])('parsePluginName reads %s', (name, folder, kind) => {
  expect(parsePluginName(name)).toEqual({ package: name, folder, kind });
});

test.each([
  ['', 'PLUGIN_NAME_INVALID'],
  ['Motd', 'PLUGIN_NAME_INVALID'],
  ['a b', 'PLUGIN_NAME_INVALID'],
  ['mötd', 'PLUGIN_NAME_INVALID'],
  ['motd\n', 'PLUGIN_NAME_INVALID'],
  ['mo~td', 'PLUGIN_NAME_INVALID'],
  ['.motd', 'PLUGIN_NAME_INVALID'],
  ['_motd', 'PLUGIN_NAME_INVALID'],
  ['..', 'PLUGIN_NAME_INVALID'],
  ['../motd', 'PLUGIN_NAME_INVALID'],
  ['/motd', 'PLUGIN_NAME_INVALID'],
  ['a/b', 'PLUGIN_NAME_INVALID'],
  ['a\\b', 'PLUGIN_NAME_INVALID'],
  ['@acme', 'PLUGIN_NAME_INVALID'],
  ['@/motd', 'PLUGIN_NAME_INVALID'],
  ['@acme/', 'PLUGIN_NAME_INVALID'],
  ['@acme/..', 'PLUGIN_NAME_INVALID'],
  ['@../motd', 'PLUGIN_NAME_INVALID'],
  ['@acme/a/b', 'PLUGIN_NAME_INVALID'],
  ['http', 'PLUGIN_NAME_INVALID'],
  ['node_modules', 'PLUGIN_NAME_INVALID'],
  ['a'.repeat(215), 'PLUGIN_NAME_INVALID'],
  ['homeostat-plugin-', 'KIND_INVALID'],
  ['1motd', 'KIND_INVALID'],
  ['a.b', 'KIND_INVALID'],
  ['@acme/-a', 'KIND_INVALID'],
  ['homeostat-plugin-file', 'KIND_RESERVED'],
  ['@acme/exec', 'KIND_RESERVED'],
  ['meta', 'KIND_RESERVED'],
])('parsePluginName refuses %j with %s', (name, code) => {
  expect(codeOf(name)).toBe(code);
});

test('parsePluginName takes a name of 214 characters', () => {
  expect(codeOf('a'.repeat(214))).toBeUndefined();
});

test('reservedKinds are those that the reference describes', () => {
  const pages = readdirSync(new URL('../../../docs/reference/kinds/', import.meta.url));
  expect(reservedKinds).toEqual(pages.map((page) => page.replace('.md', '')).sort());
});
