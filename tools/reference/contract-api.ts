import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('../../', import.meta.url));
const source = `${root}packages/resource/src/`;

/** All that @homeostat/resource exports, file by file, without its comments: they are read in the source. */
export function contractApi(): string {
  const declared = declarationsOf(`${source}index.ts`);
  const index = declared.get('index.d.ts')!;
  const sections = reExports(index).map(([file, names]) => {
    const text = printExported(declared.get(file.replace(/\.ts$/, '.d.ts'))!, names);
    return `## ${file}\n\n\`\`\`ts\n${text}\n\`\`\`\n`;
  });
  return `# The API of @homeostat/resource

What a plugin may rely on. Made by \`npm run reference\`; what each part promises is written at it in \`src/\`.

${sections.join('\n')}`;
}

/** What the compiler would write as .d.ts, by file name. */
function declarationsOf(entry: string): Map<string, ts.SourceFile> {
  const { config } = ts.readConfigFile(`${root}tsconfig.base.json`, ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  const program = ts.createProgram([entry], {
    ...options,
    composite: false,
    declarationMap: false,
    emitDeclarationOnly: true,
    removeComments: true,
  });
  const files = new Map<string, ts.SourceFile>();
  program.emit(undefined, (path, text) => {
    if (path.startsWith(source))
      files.set(path.slice(source.length), ts.createSourceFile(path, text, ts.ScriptTarget.Latest));
  });
  return files;
}

/** Of `export { a, type B } from './file.ts'`: the file and the names. */
function reExports(index: ts.SourceFile): [file: string, names: ReadonlySet<string>][] {
  return index.statements.filter(ts.isExportDeclaration).map(({ moduleSpecifier, exportClause }) => {
    const { text } = moduleSpecifier as ts.StringLiteral;
    const { elements } = exportClause as ts.NamedExports;
    return [text.replace('./', ''), new Set(elements.map(({ name }) => name.text))];
  });
}

/** The exported declarations, and those that stay in the file since the exported ones need them. */
function printExported(file: ts.SourceFile, names: ReadonlySet<string>): string {
  const printer = ts.createPrinter({ removeComments: true });
  return file.statements
    .filter((statement) => !ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement))
    .filter((statement) => !isExported(statement) || declaredNames(statement).some((name) => names.has(name)))
    .map((statement) => printer.printNode(ts.EmitHint.Unspecified, statement, file))
    .join('\n');
}

function isExported(statement: ts.Statement): boolean {
  return (
    ts.canHaveModifiers(statement) &&
    (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
  );
}

function declaredNames(statement: ts.Statement): string[] {
  const declarations = ts.isVariableStatement(statement)
    ? statement.declarationList.declarations
    : [statement];
  return declarations.flatMap((declaration) => {
    const name = ts.getNameOfDeclaration(declaration as ts.Declaration);
    return name && ts.isIdentifier(name) ? [name.text] : [];
  });
}
