import { testResource } from '@homeostat/resource-testing';
import { noop } from './noop.ts';

testResource(noop, {
  inSync: [
    { name: 'alone', params: {} },
    { name: 'with a note', params: { comment: 'everything is there' } },
  ],
  rejected: [
    {
      name: 'a number for a group',
      params: { group: 1 },
      message: 'Has to be a text and is a number',
      path: 'group',
    },
  ],
  grouped: [
    { name: 'one', params: { group: 'a' } },
    { name: 'another', params: { group: 'a', comment: 'x' } },
  ],
});
