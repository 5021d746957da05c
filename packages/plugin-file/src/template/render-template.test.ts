import { formatProblem, Problem } from '@homeostat/resource';
import { describe, expect, it } from 'vitest';
import { renderTemplate } from './render-template.ts';

const vars = {
  host: 'web1',
  port: 8080,
  nothing: null,
  servers: ['a', 'b'],
  limits: { open: 10 },
  deep: { list: [{ name: 'x' }] },
};

const problemOf = (template: string): Promise<Problem> =>
  renderTemplate(template, vars).then(
    (text) => {
      throw new Error(`gave ${text}`);
    },
    (error) => error,
  );

describe('renderTemplate', () => {
  it.each(['hunter2\n{{ hunter2 }}', '\n{% hunter2 %}', '\n{{ host | hunter2 }}', '\n{{ "hunter2 }}'])(
    'quotes nothing of %j when it is secret',
    async (template) => {
      const error = await renderTemplate(template, vars, true).catch((thrown: Problem) => thrown);
      expect(error).toMatchObject({
        code: 'TEMPLATE_WRONG',
        message: expect.stringContaining('(line 2, column'),
      });
      expect(formatProblem(error as Problem)).not.toContain('hunter2');
      await expect(renderTemplate(template, vars)).rejects.toThrow('hunter2');
    },
  );

  it.each([
    ['listen {{ host }}:{{ port }}\n', 'listen web1:8080\n'],
    ['{% for server in servers -%}\nserver {{ server }}\n{% endfor %}', 'server a\nserver b\n'],
    ['{{ servers | join: ", " }} {{ limits | json }}', 'a, b {"open":10}'],
    ['{{ deep.list[0].name }}', 'x'],
    ['{{ missing | default: "none" }}{% if missing %}!{% endif %}', 'none'],
    ['{{ nothing }}', ''],
    ['{{ "2026-11-25" | date: "%Y" }}', '2026'],
    ['{% raw %}{{ host }}{% endraw %} ü\r\n', '{{ host }} ü\r\n'],
  ])('makes of %j', async (template, text) => {
    expect(await renderTemplate(template, vars)).toBe(text);
  });

  it('tells where a variable is that is not given, and the nearest', async () => {
    const problem = await problemOf('listen\n  {{ hots }}\n');
    expect(problem).toBeInstanceOf(Problem);
    expect(problem).toMatchObject({
      code: 'TEMPLATE_VARIABLE_UNKNOWN',
      message: 'The template has no variable "hots" (line 2, column 6)',
      hint: expect.stringMatching(/^Did you mean "host"\? Known here: deep, host,/),
    });
  });

  it('takes no property from a prototype', async () => {
    for (const property of ['constructor', '__proto__', 'toString'])
      expect(await problemOf(`{{ limits.${property} }}`)).toMatchObject({
        code: 'TEMPLATE_VARIABLE_UNKNOWN',
      });
  });

  it.each([
    ['{{ host', /output "\{\{ host" not closed \(line 1, column 1\)/],
    ['\n{% if host %}', /not closed \(line 2, column 1\)/],
    ['{{ host | nope }}', /undefined filter: nope \(line 1/],
    ['{{ servers }}', /A list has no text of its own.*join.*\(line 1/],
    ['{{ limits }}', /A map has no text of its own/],
    ['{{ servers | sample }}', /undefined filter: sample/],
    ['{{ "now" | date: "%s" }}', /"now" is another date each time/],
    ['{{ "today" | date_to_string }}', /"today" is another date/],
    ["{% include '/etc/shadow' %}", /tag "include" not found/],
    ["{% render '/etc/shadow' %}", /tag "render" not found/],
    ["{% layout '/etc/shadow' %}", /tag "layout" not found/],
  ])('refuses %j', async (template, message) => {
    expect(await problemOf(template)).toMatchObject({
      code: 'TEMPLATE_WRONG',
      message: expect.stringMatching(message),
      hint: expect.any(String),
    });
  });

  it.each([
    ['that never ends', '{% for i in (1..9999) %}{% for j in (1..9999) %}{{ i }}{% endfor %}{% endfor %}'],
    ['that loops over millions', '{% for i in (1..1000000000) %}{% endfor %}'],
    [
      'that doubles its text again and again',
      '{% assign x = "a" %}{% for i in (1..64) %}{% assign x = x | append: x %}{% endfor %}',
    ],
    ['of megabytes', 'x'.repeat(1024 * 1024 + 1)],
    ['nested too deep', '{% if host %}'.repeat(50_000)],
  ])('ends one %s', async (_, template) => {
    expect(await problemOf(template)).toMatchObject({ code: 'TEMPLATE_TOO_COSTLY' });
  });
});
