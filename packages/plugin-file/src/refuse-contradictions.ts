import type { FileParams } from './params.ts';
import { whatIsWrong } from './path-param.ts';
import { isSystemDirectory } from './system-directory.ts';
import { misreadPath } from './template/template-path.ts';

type Refuse = (param: keyof FileParams, message: string) => void;

/** Tells of params that do not go together. */
export function refuseContradictions(params: FileParams, refuse: Refuse): void {
  const { path, symlink, recurse, purge, vars, template } = params;
  const isDirectory = path.endsWith('/');
  const contents = (['content', 'source', 'fragments', 'template'] as const).filter(
    (param) => params[param] !== undefined,
  );
  if (contents.length > 1)
    refuse(contents[1]!, `Goes not with ${contents[0]}: a file has its content from one of them`);
  if (vars !== undefined && template === undefined) refuse('vars', 'Goes with template');
  const misread = template === undefined ? undefined : misreadPath(template);
  if (misread) refuse('template', misread);
  if (purge && !recurse) refuse('purge', 'Needs recurse: true, since it removes whole trees');
  if (purge && !isDirectory) refuse('purge', 'Goes with a directory: a path with a trailing slash');
  const emptied = params.state === 'absent' && recurse ? 'recurse' : purge ? 'purge' : undefined;
  if (emptied && isSystemDirectory(path))
    refuse(
      emptied,
      `${path} belongs to the system, which would not survive; declare a directory further down`,
    );
  if (params.state === 'absent') refuseOfAbsent(params, refuse);
  else if (symlink) refuseOfLink(params, refuse);
  else if (isDirectory) refuseOfDirectory(params, refuse);
  else refuseOfFile(params, refuse);
}

function refuseOfAbsent(params: FileParams, refuse: Refuse): void {
  const ofPresent = ['content', 'fragments', 'template', 'mode', 'owner', 'group', 'selinux'] as const;
  for (const param of ofPresent) {
    if (params[param] !== undefined)
      refuse(param, 'Goes with a file that is there; this one is to be absent');
  }
  if (params.source !== undefined && !params.symlink)
    refuse('source', 'Goes with a file that is there; this one is to be absent');
  if (params.purge) refuse('purge', 'Goes with a directory that is there; this one is to be absent');
  if (params.path === '/') refuse('state', 'The root directory is never removed');
}

function refuseOfLink({ path, ...params }: FileParams, refuse: Refuse): void {
  if (path.endsWith('/')) refuse('path', 'A link has no trailing slash');
  if (params.source === undefined && params.state === 'exists')
    refuse('symlink', 'Needs source: where the link leads');
  for (const param of ['content', 'fragments', 'template', 'mode'] as const) {
    if (params[param] !== undefined) refuse(param, 'A link has none; declare it for what the link leads to');
  }
  if (params.recurse) refuse('recurse', 'Goes with a directory, and this is a link');
}

function refuseOfDirectory({ path, source, recurse, ...params }: FileParams, refuse: Refuse): void {
  for (const param of ['content', 'fragments', 'template'] as const) {
    if (params[param] !== undefined)
      refuse(
        param,
        'A directory has no content; leave out the trailing slash of the path if a file is meant',
      );
  }
  if (source === undefined) return;
  refuseSource(source, true, refuse);
  if (!recurse)
    refuse('recurse', 'Must be true for a source directory, which is copied with all that is in it');
  if (path.startsWith(source) || source.startsWith(path))
    refuse('source', 'Must not lie in the directory itself, nor hold it');
}

function refuseOfFile({ path, source, fragments = [], recurse }: FileParams, refuse: Refuse): void {
  if (recurse) refuse('recurse', 'Goes with a directory: a path with a trailing slash');
  if (source !== undefined) refuseSource(source, false, refuse);
  for (const fragment of fragments) {
    if (fragment === path || (fragment.endsWith('/') && path.startsWith(fragment)))
      refuse('fragments', `Must not hold the file itself, as ${fragment} does`);
  }
}

function refuseSource(source: string, isDirectory: boolean, refuse: Refuse): void {
  const wrong = whatIsWrong(source);
  if (wrong) refuse('source', wrong);
  else if (source.endsWith('/') !== isDirectory)
    refuse('source', 'Must be a directory (with a trailing slash) for a directory, and a file for a file');
}
