import { formatPosition } from '@homeostat/resource';
import { expect, test } from 'vitest';
import { parseConfig } from './parse-config.ts';

test.each([
  ['a.yaml', 'plugins:\n- one\n- ./two.mjs\nresources: {}', ['2:3', '3:3']],
  ['a.json', '{"plugins": ["one",\n"./two.mjs"], "resources": {}}', ['1:14', '2:1']],
])('parseConfig reads the plugins of %s as they are written, with their places', (file, text, places) => {
  const { plugins, problems } = parseConfig(text, file);
  expect(problems).toEqual([]);
  expect(plugins.map(({ specifier }) => specifier)).toEqual(['one', './two.mjs']);
  expect(plugins.map(({ locate }) => formatPosition(locate!([])!))).toEqual(
    places.map((place) => `${file}:${place}`),
  );
});

test.each(['resources: {}', 'plugins:\nresources: {}', 'plugins: []\nresources: {}'])(
  'parseConfig reads no plugins in %j',
  (text) => {
    expect(parseConfig(text, 'a.yaml')).toMatchObject({ plugins: [], problems: [] });
  },
);
