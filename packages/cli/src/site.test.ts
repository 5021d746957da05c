import { definePlugin, defineResource, type Plugin, type ResourceRef } from '@homeostat/resource';
import { expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import type { createSite, Site } from './site.ts';

const motd = definePlugin({
  name: 'homeostat-plugin-motd',
  resources: [
    defineResource({
      kind: 'motd',
      description: 'The text shown at login',
      params: z.strictObject({ text: z.string(), width: z.number().default(80) }),
    }),
  ],
});

// Nothing here runs: the compiler is what is tested, by `npm run types`.

test('Site knows the kinds of the command, and what each takes', () => {
  const declare = (site: Site) => {
    const nginx = site.resource('pkg', 'nginx');
    expectTypeOf(nginx).toEqualTypeOf<ResourceRef>();
    site.resource('file', '/etc/motd', { content: 'Hello', mode: '0644', owner: undefined });
    site.resource('svc', 'nginx', { state: 'running', startup: 'enabled' });
    site.resource('exec', 'hello', { cmd: 'echo hello', env: { A: 'b' } });

    // @ts-expect-error: no plugin has this kind
    site.resource('fil', '/etc/motd');
    // @ts-expect-error: no such param
    site.resource('file', '/etc/motd', { contents: 'Hello' });
    // @ts-expect-error: a text
    site.resource('file', '/etc/motd', { content: 5 });
    // @ts-expect-error: one of a few words
    site.resource('svc', 'nginx', { state: 'started' });
    // @ts-expect-error: a promise has to be awaited
    site.resource('file', '/etc/motd', { content: Promise.resolve('Hello') });
  };
  expectTypeOf(declare).toBeFunction();
});

test('Site knows the relations, edges and meta parameters of every resource', () => {
  const declare = (site: Site) => {
    const a = site.resource('noop', 'a', { meta: { retry: 3, sema: ['disk:2'] } });
    site.resource('noop', 'b', {
      before: a,
      require: [a, 'file[/etc/motd]'],
      notify: 'noop[c]',
      subscribe: [],
    });
    site.edge({ name: 'why', from: a, to: 'noop[c]', notify: true });

    // @ts-expect-error: no such kind
    site.resource('noop', 'b', { before: 'nope[c]' });
    // @ts-expect-error: no name
    site.resource('noop', 'b', { before: 'noop' });
    // @ts-expect-error: no such meta parameter
    site.resource('noop', 'b', { meta: { retries: 3 } });
    // @ts-expect-error: no such key
    site.edge({ from: a, to: a, notfy: true });
    // @ts-expect-error: both ends
    site.edge({ from: a });
  };
  expectTypeOf(declare).toBeFunction();
});

test('createSite knows the kinds of the plugins whose types it is given', () => {
  const declare = (create: typeof createSite) => {
    const site = create<typeof motd>({ graph: 'g', plugins: ['homeostat-plugin-motd'] });
    site.resource('motd', 'today', { text: 'Hello', require: 'motd[other]' });
    site.resource('noop', 'a', { before: 'motd[today]' });
    const helper = (other: Site) => other.resource('noop', 'b');
    helper(site);

    // @ts-expect-error: a param is missing
    site.resource('motd', 'today');
    // @ts-expect-error: no such param
    site.resource('motd', 'today', { text: 'Hello', height: 3 });
    // @ts-expect-error: the site does not know this kind
    create().resource('motd', 'today', { text: 'Hello' });
    // @ts-expect-error: plugins are named
    create({ plugins: [motd] });
    // @ts-expect-error: no such key
    create({ graf: 'g' });
  };
  expectTypeOf(declare).toBeFunction();
});

test('a plugin whose type does not tell its kinds leaves those of the command as they are', () => {
  const declare = (site: Site<Plugin>) => {
    site.resource('noop', 'a');
    // @ts-expect-error: no such param
    site.resource('file', '/etc/motd', { contents: 'Hello' });
  };
  expectTypeOf(declare).toBeFunction();
});
