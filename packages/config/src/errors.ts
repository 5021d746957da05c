import { didYouMean, Problem, type SourcePosition } from '@homeostat/resource';
import type { ValueShape } from './site/record.ts';

// No message quotes a value: it may be a secret.

type At = SourcePosition;

export function configUnreadable(file: string, cause: unknown): Problem {
  const code = (cause as NodeJS.ErrnoException).code ?? '';
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: 'does not exist',
    EISDIR: 'is a directory',
    EACCES: 'may not be read by this user',
  };
  return new Problem(
    'CONFIG_UNREADABLE',
    `The file "${file}" ${reasons[code] ?? `can't be read (${code})`}`,
    {
      at: { file, line: 1, column: 1 },
      hint: 'Name a file that is there and that this user may read',
      cause,
    },
  );
}

export function configNotUtf8(file: string): Problem {
  return new Problem('CONFIG_NOT_UTF8', `The file "${file}" is not UTF-8 text`, {
    at: { file, line: 1, column: 1 },
    hint: 'Save it as UTF-8',
  });
}

export function configEmpty(at: At): Problem {
  return new Problem('CONFIG_EMPTY', 'The file declares nothing', {
    at,
    hint: 'Write "resources: {}" when nothing is to be kept any more',
  });
}

export function yamlSyntax(message: string, at: At): Problem {
  return new Problem('YAML_SYNTAX', asSentence(message), {
    at,
    hint: 'Look at indentation, quotes and brackets here and in the line above; within { } and [ ], "kind[name]" needs quotes',
  });
}

export function yamlUnsupported(message: string, at: At): Problem {
  return new Problem('YAML_UNSUPPORTED', asSentence(message), {
    at,
    hint: 'Only YAML 1.2 and its own tags are known; put a text that begins with "!" in quotes',
  });
}

export function yamlDocuments(at: At): Problem {
  return new Problem('YAML_DOCUMENTS', 'A second document begins here, and a file holds one graph', {
    at,
    hint: 'Remove this "---", or move what follows to a file of its own',
  });
}

export function aliasUnknown(at: At): Problem {
  return new Problem('ALIAS_UNKNOWN', 'No value before this is marked with the name of this alias', {
    at,
    hint: 'Mark a value further up with "&" and this name, or put a text that begins with "*" in quotes',
  });
}

export function aliasCircular(at: At): Problem {
  return new Problem('ALIAS_CIRCULAR', 'This alias stands inside the value that it repeats', {
    at,
    hint: 'Move it out of there, or write what was meant in its place',
  });
}

export function aliasesExcessive(limit: number, at: At): Problem {
  return new Problem('ALIASES_EXCESSIVE', `With this, aliases repeat more than ${limit} values`, {
    at,
    hint: 'Repeat smaller values, or generate the file as JSON',
  });
}

export function mergeWrong(at: At): Problem {
  return new Problem('MERGE_WRONG', 'What "<<" merges is neither a map nor a list of maps', {
    at,
    hint: 'Write "<<: *name" with the name of a map marked "&name", or quote the key to mean the text',
  });
}

export function jsonSyntax(message: string, at: At): Problem {
  return new Problem('JSON_SYNTAX', asSentence(message), {
    at,
    hint: 'JSON has no comments, no trailing commas and only double quotes; a name that ends in .yaml allows them',
  });
}

export function nestedTooDeep(limit: number, at: At): Problem {
  return new Problem('NESTED_TOO_DEEP', `Maps and lists lie more than ${limit} deep in one another`, {
    at,
    hint: 'Write a flatter value; a resource needs no such depth',
  });
}

export function keyDuplicate(key: string, first: At, at: At): Problem {
  return new Problem(
    'KEY_DUPLICATE',
    `"${key}" stands twice in one map; the first is in line ${first.line}`,
    {
      at,
      hint: 'Remove or rename one of the two',
    },
  );
}

export function keyNotText(at: At): Problem {
  return new Problem('KEY_NOT_TEXT', 'The key of a map is not a plain text', {
    at,
    hint: 'Write the key as a text; a value that begins with "{" or "[" has to be in quotes',
  });
}

export function keyReserved(key: string, at: At): Problem {
  return new Problem('KEY_RESERVED', `"${key}" can't be the key of a map`, {
    at,
    hint: 'Choose another name',
  });
}

export function keyUnknown(key: string, where: string, known: readonly string[], at: At): Problem {
  return new Problem('KEY_UNKNOWN', `${where} has no key "${key}"`, { at, hint: didYouMean(key, known) });
}

export function topKeyUnknown(key: string, known: readonly string[], at: At): Problem {
  return new Problem('KEY_UNKNOWN', `A graph has no key "${key}"`, {
    at,
    hint: `${didYouMean(key, known)}. Kinds stand under "resources:"; what is only there to be repeated by an alias begins with "x-"`,
  });
}

export function keyIgnored(key: string, reason: string, at: At): Problem {
  return new Problem('KEY_IGNORED', `"${key}" is ignored: ${reason}`, { at, hint: 'Remove it' });
}

export function octalAsText(at: At): Problem {
  return new Problem(
    'OCTAL_AS_TEXT',
    'This looks like an octal number and is taken as a text, as it is written',
    {
      at,
      hint: 'Put it in quotes',
    },
  );
}

export function numberInexact(at: At): Problem {
  return new Problem('NUMBER_INEXACT', 'This number is too large to be kept exactly', {
    at,
    hint: 'Put it in quotes if it is a text',
  });
}

export function textHasNul(at: At): Problem {
  return new Problem('TEXT_HAS_NUL', 'The text holds a NUL character, which no path, name or command can', {
    at,
    hint: 'Remove the character',
  });
}

export function shapeWrong(what: string, expected: string, value: unknown, at: At): Problem {
  return new Problem('SHAPE_WRONG', `${what} has to be ${expected} and is ${shapeOf(value)}`, {
    at,
    hint: `Write ${expected}`,
  });
}

export function nameMissing(kind: string, at: At): Problem {
  return new Problem('NAME_MISSING', `A resource of kind "${kind}" has no name`, {
    at,
    hint: 'Give it a "name", a text that is not empty',
  });
}

export function refMalformed(key: string, value: unknown, at: At): Problem {
  const given = typeof value === 'string' ? `"${value}"` : shapeOf(value);
  return new Problem('REF_MALFORMED', `"${key}" has to name a resource and is ${given}`, {
    at,
    hint: 'Write the kind and the name in brackets, such as file[/etc/motd]',
  });
}

export function exportUnsupported(what: string, at: At): Problem {
  return new Problem('EXPORT_UNSUPPORTED', `${what}, but exported resources are not supported`, {
    at,
    hint: 'Declare the resource on each machine that is to have it',
  });
}

export function siteSyntax(message: string, at: At): Problem {
  return new Problem('SITE_SYNTAX', asSentence(message), {
    at,
    hint: 'Look at brackets, quotes and commas here and in the line above; an editor marks the place, too',
  });
}

export function siteImportMissing(message: string, at: At): Problem {
  return new Problem('SITE_IMPORT_MISSING', message, {
    at,
    hint: 'Name a file beside this one ("./vhost.ts"), or install the package where this file is (npm install)',
  });
}

/** @param message of the exception; `undefined`: it is no Error */
export function siteThrew(message: string | undefined, at: At): Problem {
  const what = message === undefined ? 'something that is no Error' : `an exception: ${message}`;
  return new Problem('SITE_THREW', `The file throws ${what}`, {
    at,
    hint: 'Mend what it tells of, or catch it; until then nothing of the file is used',
  });
}

export function siteNotExported(at: At): Problem {
  return new Problem('SITE_NOT_EXPORTED', 'The default export of the file is no site', {
    at,
    hint: 'End the file with "export default site", where "const site = createSite()" of homeostat/site',
  });
}

export function siteUnfinished(what: string, at: At): Problem {
  return new Problem('SITE_UNFINISHED', `The file ${what}`, {
    at,
    hint: 'Let every promise settle, and close what it has opened: what a file declares is used once it has nothing left to do',
  });
}

export function siteUntrusted(path: string, who: string, at: At): Problem {
  return new Problem('SITE_UNTRUSTED', `The file is not run, since ${path} may be changed by ${who}`, {
    at,
    hint: `It would run with your rights: chmod go-w ${path}, and chown it to root or to yourself`,
  });
}

export function siteBroke(message: string, at: At): Problem {
  return new Problem('SITE_BROKE', `The thread that runs the file has ended: ${message}`, {
    at,
    hint: 'Declare less, or in a simpler way; if that is not it, please report it',
  });
}

const shapes: Readonly<Record<ValueShape, readonly [what: string, hint: string]>> = {
  function: ['a function', 'Call it, and give what it returns'],
  promise: ['a promise', 'Write "await" before it'],
  circular: ['a value that it is part of', 'Write a flatter value'],
  bytes: ['bytes', 'Give a text: readFileSync(path, "utf8") reads one'],
  date: ['a Date', 'Give a text: toISOString() makes one'],
  object: ['an object of a class', 'Give a text, a number, true or false, or a list or map of them'],
  other: ['neither text nor number', 'Give a text, a number, true or false, or a list or map of them'],
};

export function valueNotData([owner, ...keys]: readonly string[], is: ValueShape, at: At): Problem {
  const [what, hint] = shapes[is];
  const place = keys.length > 0 ? `"${keys.join('.')}" of ${owner}` : `"${owner}"`;
  return new Problem('VALUE_NOT_DATA', `${place} is ${what}, and a site takes data`, { at, hint });
}

/** What a parser says, without what it quotes of the file. */
function asSentence(message: string): string {
  const [sentence = ''] = message.trim().split(/\n|\.$|(?<=\w): /);
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

function shapeOf(value: unknown): string {
  if (value === null || value === undefined) return 'not given';
  if (value === '') return 'empty';
  if (Array.isArray(value)) return 'a list';
  return (
    { string: 'a text', number: 'a number', boolean: 'true or false' }[typeof value as string] ?? 'a map'
  );
}
