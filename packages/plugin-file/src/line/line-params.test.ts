import { describe, expect, it } from 'vitest';
import { lineParamsOf } from '../testing/line-params-of.ts';
import { lineParams } from './line-params.ts';

describe('the params of a line', () => {
  it.each([
    ['x', ['x']],
    ['x\n', ['x']],
    ['x\r\n\r\ny\n\n', ['x', '', 'y', '']],
  ])('take the content %j as lines', (content, lines) => {
    expect(lineParamsOf({ content }).content).toEqual(lines);
  });

  it.each<[Record<string, unknown>, string, RegExp]>([
    [{ file: 'etc/motd' }, 'file', /absolute path/],
    [{ file: '/etc/' }, 'file', /means a directory/],
    [{ content: '' }, 'content', /at least one line that is not empty/],
    [{ content: '\n\n' }, 'content', /at least one line/],
    [{ match: '(a' }, 'match', /regular expression as JavaScript has it.*Unterminated group/],
    [{ match: '\\A' }, 'match', /Invalid escape/],
    [{ insertafter: '' }, 'insertafter', /every line would match/],
    [{ insertafter: 'a', insertbefore: 'b' }, 'insertbefore', /leave out "insertafter" or "insertbefore"/],
    [{ state: 'absent', insertafter: 'a' }, 'insertafter', /to be absent/],
    [{ state: 'absent', insertbefore: 'a' }, 'insertbefore', /to be absent/],
  ])('refuse %j at %s', (params, param, message) => {
    const { error } = lineParams.safeParse({ file: '/f', content: 'x', ...params });
    expect(error?.issues.map((issue) => issue.path)).toEqual([[param]]);
    expect(error!.issues[0]!.message).toMatch(message);
  });
});
