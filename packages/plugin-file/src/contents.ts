import { lstatSync, readdirSync } from 'node:fs';
import type { Directories } from './disk/directories.ts';
import { nameType } from './disk/look.ts';
import { readOpened, readUpTo } from './disk/read.ts';
import { asSourceProblem, notReadable, type SourceParam, sourceOtherType, sourceTooLarge } from './errors.ts';
import { type FileParams, isDirectoryPath, withoutSlash } from './params.ts';
import { renderTemplate } from './template/render-template.ts';
import { isTemplateFile } from './template/template-path.ts';
import { BytesContent, TextContent, type WantedContent } from './wanted-content.ts';

/**
 * Files that are copied or joined are held in memory while they are.
 *
 * @unit bytes
 */
const largestSource = 64 * 1024 * 1024;

/** What declared files are to hold, as it is during one check or apply. Templates are rendered beforehand. */
export class Contents {
  readonly #rendered = new Map<FileParams, WantedContent | { readonly failed: unknown }>();

  static async of(declared: Iterable<FileParams>, directories: Directories): Promise<Contents> {
    const contents = new Contents();
    for (const params of declared) {
      if (params.template !== undefined && params.state !== 'absent')
        contents.#rendered.set(params, await rendered(params, directories));
    }
    return contents;
  }

  /** `undefined`: its content is not managed. */
  wanted(params: FileParams, directories: Directories): WantedContent | undefined {
    if (params.content !== undefined) return new TextContent(params.content);
    if (params.fragments) return joined(params.fragments, directories);
    if (params.source !== undefined && !isDirectoryPath(params.path) && !params.symlink)
      return readSource('source', params.source, directories);
    if (params.template === undefined) return undefined;
    const content = this.#rendered.get(params)!;
    if ('failed' in content) throw content.failed;
    return content;
  }
}

async function rendered(
  { template, vars = {}, secret }: FileParams,
  directories: Directories,
): Promise<WantedContent | { readonly failed: unknown }> {
  try {
    if (!isTemplateFile(template!)) return new TextContent(await renderTemplate(template!, vars, secret));
    const file = readSource('template', template!, directories);
    const text = await renderTemplate(file.bytes().toString(), vars, secret || file.isSecret);
    // A template that others may write or run says nothing of what is made of it.
    return new TextContent(text, { mode: file.mode & 0o644, isSecret: file.isSecret });
  } catch (failed) {
    return { failed };
  }
}

/** A link is not followed: root would hand on what only root may read. */
export function readSource(param: SourceParam, path: string, directories: Directories): BytesContent {
  try {
    const read = readOpened(directories.place(path).at, (handle, found) => {
      if (!found.isFile()) throw sourceOtherType(param, path, nameType(found), 'a regular file');
      const { size, mode } = found;
      const bytes = readUpTo(
        largestSource + 1 < size ? largestSource + 1 : Math.max(size, 65_536),
        handle,
        size,
      );
      if (bytes.length > largestSource) throw sourceTooLarge(path, largestSource);
      return new BytesContent(Buffer.from(bytes), mode & 0o777, (mode & 0o004) === 0);
    });
    if (!read) throw notReadable(path);
    return read;
  } catch (error) {
    throw asSourceProblem(param, path, error);
  }
}

function joined(fragments: readonly string[], directories: Directories): BytesContent {
  const parts = fragments
    .flatMap((fragment) => (isDirectoryPath(fragment) ? plainFilesIn(fragment, directories) : [fragment]))
    .map((fragment) => readSource('fragments', fragment, directories));
  const mode = parts.reduce((common, part) => common & part.mode, 0o666);
  const isSecret = parts.some((part) => part.isSecret);
  return new BytesContent(Buffer.concat(parts.map((part) => part.bytes())), mode, isSecret);
}

/** One level, in the order of their names. Hidden files and temporary ones of editors are files, too. */
function plainFilesIn(path: string, directories: Directories): string[] {
  try {
    const { at } = directories.place(`${path}x`);
    const directory = at.slice(0, -1);
    return readdirSync(directory)
      .sort()
      .filter((name) => lstatSync(directory + name).isFile())
      .map((name) => path + name);
  } catch (error) {
    throw asSourceProblem('fragments', withoutSlash(path), error);
  }
}
