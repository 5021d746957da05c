import { readFileSync, realpathSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { dirname, extname, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { runInThisContext } from 'node:vm';
import type { SourcePosition } from '@homeostat/resource';
import type { Jiti } from 'jiti';
import { fingerprint } from '../fingerprint.ts';
import { jsonMistake } from '../json-mistake.ts';
import { SiteFailure } from './site-failure.ts';
import type { StackPlaces } from './stack-places.ts';
import { type Distrust, whoElseMayWrite } from './trusted-file.ts';

/** What the compiled text of a module names. `jiti` gives it these names. */
const moduleVariables = 'exports, require, module, __filename, __dirname, jitiImport, jitiESMResolve';

interface LoadedModule {
  readonly module: { exports: unknown };
  loaded?: Promise<unknown>;
  done: boolean;
}

interface LoaderOptions {
  readonly jiti: Pick<Jiti, 'transform' | 'esmResolve'>;
  /** Node's own `import`, for packages and what Node brings. */
  readonly nativeImport: (url: string) => Promise<object>;
  /** Modules that are there without a file. */
  readonly virtual: Readonly<Record<string, object>>;
  readonly places: StackPlaces;
  /** Called for each file of the site. Without a fingerprint it could not be read. */
  readonly onRead: (file: string, fingerprint?: string) => void;
}

/**
 * Loads the files of a site: TypeScript or JavaScript, each compiled from its text to what runs in place of it.
 *
 * Compiling and resolving is jiti's. Its own loading is not used: it runs some files past its hooks, runs others twice when they
 * throw, and writes to the shared temporary directory.
 */
export class ModuleLoader {
  readonly #options: LoaderOptions;
  readonly #modules = new Map<string, LoadedModule>();

  constructor(options: LoaderOptions) {
    this.#options = options;
  }

  /** Runs the file that a site begins with, and gives its exports. */
  run(file: string): Promise<unknown> {
    return this.#import(resolve(file), { file, line: 1, column: 1 }, []);
  }

  async #import(path: string, at: SourcePosition, importers: readonly string[]): Promise<unknown> {
    const file = this.#find(path);
    const known = this.#modules.get(file);
    if (known) {
      // One that waits for the module that imports it would wait forever.
      if (!known.done && !importers.includes(file)) await known.loaded;
      return known.module.exports;
    }
    const loading: LoadedModule = { module: { exports: {} }, done: false };
    this.#modules.set(file, loading);
    loading.loaded = (async () => this.#evaluate(path, file, at, loading.module, importers))();
    await loading.loaded;
    loading.done = true;
    return loading.module.exports;
  }

  #require(path: string, at: SourcePosition): unknown {
    const file = this.#find(path);
    const known = this.#modules.get(file);
    if (known) return known.module.exports;
    const loading: LoadedModule = { module: { exports: {} }, done: true };
    this.#modules.set(file, loading);
    this.#evaluate(path, file, at, loading.module, undefined);
    return loading.module.exports;
  }

  /** @param importers from the first file to the one that imports this; `undefined`: it is required, so it can't wait */
  #evaluate(
    path: string,
    file: string,
    at: SourcePosition,
    module: LoadedModule['module'],
    importers: readonly string[] | undefined,
  ): unknown {
    const text = this.#read(path, at);
    if (extname(file) === '.json') {
      module.exports = parseJson(text, file);
      return undefined;
    }
    const compiled = this.#compile(text, file, importers !== undefined);
    return compiled(
      module.exports,
      (specifier: string) => this.#requiredFrom(file, specifier),
      module,
      file,
      dirname(file),
      (specifier: string) => this.#importedFrom(file, specifier, [...(importers ?? []), file]),
      (specifier: string) => this.#resolve(file, specifier, { file, line: 1, column: 1 }),
    );
  }

  async #importedFrom(importer: string, specifier: string, importers: readonly string[]): Promise<unknown> {
    const { virtual, nativeImport } = this.#options;
    const at = this.#caller(importer);
    if (Object.hasOwn(virtual, specifier)) return virtual[specifier];
    if (isBuiltin(specifier)) return nativeImport(specifier);
    const path = this.#resolve(importer, specifier, at);
    if (isInPackage(path)) {
      verify(path, at);
      return nativeImport(pathToFileURL(path).href);
    }
    return asNamespace(await this.#import(path, at, importers));
  }

  #requiredFrom(importer: string, specifier: string): unknown {
    const { virtual } = this.#options;
    if (Object.hasOwn(virtual, specifier)) return virtual[specifier];
    const native = createRequire(importer);
    if (isBuiltin(specifier)) return native(specifier);
    const at = this.#caller(importer);
    const path = this.#resolve(importer, specifier, at);
    if (!isInPackage(path)) return this.#require(path, at);
    verify(path, at);
    return native(specifier);
  }

  #caller(importer: string): SourcePosition {
    return this.#options.places.find(String(new Error().stack)) ?? { file: importer, line: 1, column: 1 };
  }

  #resolve(importer: string, specifier: string, at: SourcePosition): string {
    const parentURL = pathToFileURL(importer);
    try {
      const path = fileURLToPath(this.#options.jiti.esmResolve(specifier, { parentURL }));
      const file = realpathSync(path);
      return isInPackage(file) ? file : path;
    } catch (error) {
      // It may be there later.
      if (/^\.{0,2}\//.test(specifier)) this.#options.onRead(resolve(dirname(importer), specifier));
      const { message } = error as Error;
      throw new SiteFailure({ type: 'missing', message: message.split('\n')[0]!, at });
    }
  }

  #find(path: string): string {
    try {
      return realpathSync(path);
    } catch (error) {
      this.#options.onRead(path);
      throw unreadable(path, error);
    }
  }

  #read(path: string, at: SourcePosition): string {
    const distrust = whoElseMayWrite(path);
    let bytes: Buffer;
    try {
      bytes = readFileSync(path);
    } catch (error) {
      this.#options.onRead(path);
      throw unreadable(path, error);
    }
    this.#options.onRead(path, fingerprint(bytes, distrust));
    if (distrust) throw untrusted(distrust, at);
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    } catch {
      throw new SiteFailure({ type: 'not-utf8', at: { file: path, line: 1, column: 1 } });
    }
  }

  #compile(source: string, file: string, async: boolean): (...variables: unknown[]) => unknown {
    const code = this.#options.jiti.transform({
      source,
      filename: file,
      ts: /\.[cm]?ts$/.test(file),
      async,
      babel: { sourceMaps: 'inline', sourceFileName: file },
    });
    const [, told] = /^exports\.__JITI_ERROR__ = (.*)$/s.exec(code) ?? [];
    if (told !== undefined) {
      const { line, column, message } = JSON.parse(told);
      throw new SiteFailure({ type: 'syntax', message, at: { file, line: line || 1, column: column + 1 } });
    }
    const [, map] = /\n\/\/# sourceMappingURL=[^,\n]*base64,([^\n]*)\s*$/.exec(code) ?? [];
    if (map !== undefined) this.#options.places.add(file, Buffer.from(map, 'base64').toString());
    const before = `(${async ? 'async ' : ''}function (${moduleVariables}) {`;
    try {
      return runInThisContext(`${before}${code}\n})`, { filename: file, columnOffset: -before.length });
    } catch (error) {
      const { message, stack } = error as Error;
      const [, line] = /:(\d+)\n/.exec(stack ?? '') ?? [];
      throw new SiteFailure({ type: 'syntax', message, at: { file, line: Number(line ?? 1), column: 1 } });
    }
  }
}

/** What `import` gives of a module that may be CommonJS: its `module.exports` is the default, and each of its keys a name. */
function asNamespace(exports: unknown): unknown {
  const isModule = typeof exports === 'object' && exports !== null && '__esModule' in exports;
  return isModule ? exports : { ...(exports as object), default: exports };
}

/** Packages are looked at where they are entered; what they import is theirs to judge. */
function verify(path: string, at: SourcePosition): void {
  const distrust = whoElseMayWrite(path);
  if (distrust) throw untrusted(distrust, at);
}

function untrusted(distrust: Distrust, at: SourcePosition): SiteFailure {
  return new SiteFailure({ type: 'untrusted', ...distrust, at });
}

function unreadable(file: string, error: unknown): SiteFailure {
  const { code = '' } = error as NodeJS.ErrnoException;
  return new SiteFailure({ type: 'unreadable', code, at: { file, line: 1, column: 1 } });
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const { message, ...at } = jsonMistake(text, error as SyntaxError);
    throw new SiteFailure({ type: 'syntax', message, at: { file, ...at } });
  }
}

/** What is installed is not part of the site: Node runs it as ever, and nobody follows it. */
function isInPackage(path: string): boolean {
  return path.split(sep).includes('node_modules');
}
