import { defineResource, type Identity, WATCHER } from '@homeostat/resource';
import { directoriesAbove } from '../edges.ts';
import { Keepers } from '../keepers.ts';
import { applyLines } from './apply-lines.ts';
import { checkLines } from './check-lines.ts';
import { lineParams } from './line-params.ts';

export const line = defineResource({
  kind: 'line',
  description: 'One or several lines of a text file whose other lines are not managed',
  params: lineParams,
  namevar: 'content',

  // A single one is a group of one.
  groupable: {
    key: ({ file }) => file,
    checkAll: checkLines,
    applyAll: applyLines,
  },

  watch: (params, notify, { id, services }) =>
    Keepers.of(services).watch(params.file, { id, params, notify }, () =>
      services.get(WATCHER).watch(params.file, notify),
    ),

  wishes: ({ file }) => [
    {
      anyOf: [file, ...directoriesAbove(file)].map((value): Identity => ({ type: 'path', value })),
      order: 'after',
    },
  ],
});
