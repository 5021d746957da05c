import { z } from 'zod';
import { describeBreaches } from '../testing/describe-breaches.ts';
import { type NoteParams, note, noteCases } from '../testing/note.ts';

const inSync = [noteCases.inState];
const rejected = [noteCases.relative];
const described = z.string().describe('A text');

describeBreaches({
  'the kind and every param are described': {
    'the kind is upper case': [
      { kind: 'Note' },
      {},
      'kind "Note" is not lower case, so no reference to it is found',
    ],
    'the kind has no description': [{ description: ' ' }, {}, 'description of the kind is empty'],
    'a param has no description': [
      { params: z.strictObject({ path: described, text: z.string() }) },
      {},
      'params: "text" has no description; add .describe(…)',
    ],
    'the namevar is no param': [
      { namevar: 'file' },
      {},
      'namevar is "file", and params have only path, text',
    ],
  },

  'an unknown param is refused by its name': {
    'the schema leaves out what it does not know': [
      { params: z.object({ path: described, text: described }) },
      { inSync },
      'params take the unknown "pathx", or do not name it; use z.strictObject',
    ],
    'the schema hides the names of the params': [
      { params: note.params.transform((params: NoteParams) => params) },
      { inSync },
      'params hide their names, so that "pathx" can\'t be answered with "path"; use z.strictObject',
    ],
  },

  'the params are refused': {
    'the schema takes anything': [
      { params: z.strictObject({ path: described, text: described.default('') }) },
      { rejected },
      'params are accepted',
    ],
    'the message is another': [
      { params: z.strictObject({ path: described.min(9, 'too short'), text: described.default('') }) },
      { rejected },
      'params are refused, but never with must be absolute:',
    ],
    'the message points at another param': [
      {
        params: z.strictObject({
          path: described,
          text: described.prefault('').refine((text) => text !== '', 'must be absolute'),
        }),
      },
      { rejected },
      'params are refused, but not at "path":',
    ],
    'the message shows a secret': [
      {
        params: z.strictObject({
          path: described.startsWith('/', 'hunter2 must be absolute'),
          text: described.default(''),
        }),
      },
      { rejected },
      'params are refused with a message that shows secret 1 of 1',
    ],
  },
});
