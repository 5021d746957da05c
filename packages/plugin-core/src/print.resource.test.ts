import { testResource } from '@homeostat/resource-testing';
import { print } from './print.ts';

testResource(print, {
  inSync: [
    { name: 'hello', params: {} },
    { name: 'with a text', params: { msg: 'hello' } },
    { name: 'only when notified', params: { msg: 'hello', refreshOnly: true } },
  ],
  rejected: [
    {
      name: 'a text for yes',
      params: { refreshOnly: 'yes' },
      message: 'Has to be true or false',
      path: 'refreshOnly',
    },
  ],
});
