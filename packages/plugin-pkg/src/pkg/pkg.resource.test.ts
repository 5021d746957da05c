import { type ServiceToken, serviceToken } from '@homeostat/resource';
import { type Place, testResource } from '@homeostat/resource-testing';
import { expect } from 'vitest';
import { MemoryManager } from '../testing/memory-manager.ts';
import { pkgOver } from './pkg.ts';

const MANAGER: ServiceToken<MemoryManager> = serviceToken('memory manager of a test');

function newManager(): MemoryManager {
  const manager = new MemoryManager();
  const offered = { available: ['2.0', '1.0'] };
  for (const name of ['tool', 'other', 'third']) manager.repository.set(name, offered);
  manager.repository.set('rival', { ...offered, conflicts: ['tool'] });
  return manager;
}

const managerOf = ({ services }: Place) => services.get(MANAGER);

const installs =
  (name: string, version = '1.0', held = false) =>
  (place: Place) =>
    void managerOf(place).states.set(name, { condition: 'installed', version, held });

const is = (name: string, state: object) => (place: Place) =>
  expect(managerOf(place).states.get(name)).toEqual(state);

testResource(
  pkgOver(async (_provider, services) => services.get(MANAGER)),
  {
    services: [[MANAGER, newManager]],
    inSync: [
      { name: 'it is installed', params: { name: 'tool' }, setUp: installs('tool') },
      { name: 'it is the newest', params: { name: 'tool', state: 'newest' }, setUp: installs('tool', '2.0') },
      {
        name: 'it is within the range',
        params: { name: 'tool', state: '>= 1, < 2' },
        setUp: installs('tool'),
      },
      { name: 'it is not there, and is not to be', params: { name: 'tool', state: 'absent' } },
      { name: 'it is held', params: { name: 'tool', hold: true }, setUp: installs('tool', '1.0', true) },
    ],
    drifted: [
      {
        name: 'it is missing',
        params: { name: 'tool' },
        changes: [{ property: 'state', from: 'absent', to: 'installed' }],
        after: is('tool', { condition: 'installed', version: '2.0' }),
      },
      {
        name: 'it is older',
        params: { name: 'tool', state: 'newest' },
        setUp: installs('tool'),
        changes: [{ property: 'state', from: '1.0', to: '2.0' }],
        after: is('tool', { condition: 'installed', version: '2.0' }),
      },
      {
        name: 'it is there',
        params: { name: 'tool', state: 'purged' },
        setUp: installs('tool'),
        changes: [{ property: 'state', from: '1.0', to: 'purged' }],
        after: is('tool', { condition: 'absent' }),
      },
      {
        name: 'it is held at an older version',
        params: { name: 'tool', state: '2.0', hold: true },
        setUp: installs('tool', '1.0', true),
        changes: [{ property: 'state', from: '1.0', to: '2.0' }],
        after: is('tool', { condition: 'installed', version: '2.0', held: true }),
      },
    ],
    watched: [
      {
        name: 'somebody removes it',
        params: { name: 'tool' },
        setUp: installs('tool'),
        drift(place) {
          managerOf(place).states.delete('tool');
          managerOf(place).tell();
        },
      },
    ],
    grouped: [
      { name: 'one that is there', params: { name: 'other' }, setUp: installs('other') },
      { name: 'one that is missing', params: { name: 'third' } },
      {
        name: 'one that is held by somebody',
        params: { name: 'tool', state: 'newest' },
        setUp: installs('tool', '1.0', true),
      },
      { name: 'one that can not be beside another', params: { name: 'rival' } },
      { name: 'one that nobody knows', params: { name: 'nowhere' } },
    ],
    rejected: [
      { name: 'an option', params: { name: '--purge' }, message: 'name of one package', path: 'name' },
      { name: 'a number', params: { name: 'tool', state: 1.5 }, message: 'quote it', path: 'state' },
    ],
  },
);
