import { z } from 'zod';
import { absolutePath } from '../path-param.ts';

const pattern = z.string().transform((text, ctx) => {
  try {
    if (text !== '') return new RegExp(text, 'u');
    ctx.addIssue({ code: 'custom', message: 'Must not be empty: every line would match' });
  } catch (error) {
    ctx.addIssue({
      code: 'custom',
      message: `Must be a regular expression as JavaScript has it. ${(error as Error).message}`,
    });
  }
  return z.NEVER;
});

const content = z
  .string()
  .refine((text) => !/^[\r\n]*$/.test(text), 'Must hold at least one line that is not empty')
  .transform(linesIn);

/** What a content is made of. */
export function linesIn(text: string): string[] {
  return text.replace(/(\r\n|\n|\r)$/, '').split(/\r\n|\n|\r/);
}

export const lineParams = z
  .strictObject({
    file: absolutePath
      .refine((text) => !text.endsWith('/'), 'Write the path of a file; a trailing slash means a directory')
      .describe('The absolute path of the file; it must be there'),
    state: z
      .enum(['exists', 'absent'])
      .default('exists')
      .describe('absent: the lines are taken out wherever they are'),
    content: content.describe('The line, or several that follow one another'),
    trim: z
      .boolean()
      .default(false)
      .describe('Whether blanks at the beginning and at the end of a line make no difference'),
    match: pattern
      .optional()
      .describe(
        'A regular expression for the line that gives way to the content; absent: for all the lines to take out, instead of the content',
      ),
    insertafter: pattern
      .optional()
      .describe('A regular expression: a new line goes after the last line that it matches, not to the end'),
    insertbefore: pattern
      .optional()
      .describe(
        'A regular expression: a new line goes before the first line that it matches, not to the end',
      ),
    secret: z
      .boolean()
      .default(false)
      .describe(
        'Show the lines to nobody; the resource then needs a name of its own. They are secret anyway when not everybody may read the file',
      ),
  })
  .superRefine(({ state, insertafter, insertbefore }, ctx) => {
    const refuse = (param: string, message: string) =>
      ctx.addIssue({ code: 'custom', path: [param], message });
    if (state === 'absent') {
      if (insertafter !== undefined) refuse('insertafter', 'Is for a new line; this one is to be absent');
      if (insertbefore !== undefined) refuse('insertbefore', 'Is for a new line; this one is to be absent');
    } else if (insertafter !== undefined && insertbefore !== undefined) {
      refuse('insertbefore', 'A new line has one place: leave out "insertafter" or "insertbefore"');
    }
  });

export type LineParams = z.output<typeof lineParams>;
