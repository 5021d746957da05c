import type { Liquid } from 'liquidjs';
import { templateTooCostly, templateVariableUnknown, templateWrong } from '../errors.ts';

let engine: Liquid | undefined;

/**
 * The text that a Liquid template gives with these vars. Throws a Problem that names the place in the template, and quotes
 * nothing of one that is secret.
 *
 * The library is loaded with the first template; most programs never need it.
 */
export async function renderTemplate(
  template: string,
  vars: Readonly<Record<string, unknown>>,
  isSecret = false,
): Promise<string> {
  engine ??= (await import('./create-template-engine.ts')).createTemplateEngine();
  try {
    return engine.parseAndRenderSync(template, vars);
  } catch (error) {
    throw asProblem(error, Object.keys(vars), isSecret);
  }
}

function asProblem(error: unknown, vars: readonly string[], isSecret: boolean): unknown {
  const { message, line, column } = /^(?<message>.*?)(, line:(?<line>\d+), col:(?<column>\d+))?$/s.exec(
    (error as Error).message,
  )!.groups!;
  const place = line === undefined ? undefined : `line ${line}, column ${column}`;
  if (isSecret) return templateWrong('what is wrong is not shown, since not everybody may read it', place);
  const [, variable] = /^undefined variable: (.*)$/s.exec(message!) ?? [];
  if (variable !== undefined) return templateVariableUnknown(variable, place, vars);
  if (/limit exceeded$|call stack/.test(message!)) return templateTooCostly(message!, place);
  return templateWrong(message!, place);
}
