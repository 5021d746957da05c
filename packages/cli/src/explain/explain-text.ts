import { metaSchema, type Plugin } from '@homeostat/resource';
import { wrap } from '../view/wrap.ts';
import { describeParams, type ParamDescription } from './describe-params.ts';

type Resource = Plugin['resources'][number];

/** Each kind with its description. */
export function kindsText(resources: readonly Resource[], width: number): string {
  const column = Math.max(...resources.map(({ kind }) => kind.length)) + 2;
  return [
    ...resources.map(({ kind, description }) =>
      wrap(description, width, kind.padEnd(column), ' '.repeat(column)),
    ),
    '',
    wrap(
      'homeostat explain KIND tells what one takes, homeostat explain meta what every resource takes.',
      width,
    ),
    '',
  ].join('\n');
}

/** A kind with its params. */
export function kindText({ kind, description, params, namevar }: Resource, width: number): string {
  return [
    wrap(`${kind}: ${description}`, width),
    '',
    ...paramTexts(describeParams(params, namevar), width),
    wrap(
      'Every resource takes before, notify, require and subscribe, which name others, and meta: see homeostat explain meta.',
      width,
    ),
    '',
  ].join('\n');
}

/** The meta parameters. */
export function metaText(width: number): string {
  return [
    wrap('meta: What can be said of any resource, whatever its kind', width),
    '',
    ...paramTexts(describeParams(metaSchema), width),
  ].join('\n');
}

const body = ' '.repeat(6);

function paramTexts(params: readonly ParamDescription[], width: number): string[] {
  return params.map(({ name, type, required, fallback, description }) => {
    const otherwise = fallback === undefined ? '' : `; default ${fallback}`;
    const head = `${name}: ${type}${required ? '; required' : otherwise}`;
    return [
      wrap(head, width, '  ', body),
      ...(description ? [wrap(description, width, body, body)] : []),
      '',
    ].join('\n');
  });
}
