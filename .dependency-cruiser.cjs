// The arrows of docs/architecture.md: cli → everything; engine, config, watcher, plugins → resource; resource → nobody.
const mayImport = {
  resource: [],
  engine: ['resource'],
  config: ['resource'],
  watcher: ['resource'],
  bus: ['resource'],
  'plugin-core': ['resource'],
  'plugin-exec': ['resource'],
  'plugin-file': ['resource'],
  'plugin-pkg': ['resource', 'bus'],
  'plugin-svc': ['resource', 'bus'],
  'plugin-account': ['resource'],
  'resource-testing': ['resource', 'engine'],
  'create-plugin': [],
};
// Tests of these may use the real service they work with.
const testsMayImport = {
  'plugin-core': ['resource-testing'],
  'plugin-exec': ['resource-testing', 'watcher'],
  'plugin-file': ['resource-testing', 'watcher', 'engine'],
  'plugin-pkg': ['resource-testing', 'watcher', 'engine'],
  'plugin-svc': ['resource-testing', 'watcher', 'engine'],
  'plugin-account': ['resource-testing', 'watcher'],
};

const isTest = '(\\.test\\.ts$|/testing/|/e2e/)';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Types may refer to each other',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'sources-import-no-tests',
      severity: 'error',
      from: { pathNot: isTest },
      to: { path: isTest },
    },
    ...Object.entries(mayImport).map(([name, allowed]) => ({
      name: `arrows-of-${name}`,
      severity: 'error',
      from: { path: `^packages/${name}/src/`, pathNot: isTest },
      to: { path: '^packages/', pathNot: `^packages/(${[name, ...allowed].join('|')})/` },
    })),
    ...Object.entries(mayImport).map(([name, allowed]) => ({
      name: `arrows-of-the-tests-of-${name}`,
      severity: 'error',
      from: { path: `^packages/${name}/src/.*${isTest}` },
      to: {
        path: '^packages/',
        pathNot: `^packages/(${[name, ...allowed, ...(testsMayImport[name] ?? [])].join('|')})/`,
      },
    })),
    {
      name: 'arrows-of-the-lab',
      comment: 'It boots hosts for the tests of all others, so it knows none of them',
      severity: 'error',
      from: { path: '^tools/lab/src/' },
      to: { path: '^packages/', pathNot: '^packages/resource/' },
    },
    {
      name: 'only-tests-boot-hosts',
      severity: 'error',
      from: { path: '^packages/', pathNot: isTest },
      to: { path: '^tools/' },
    },
    {
      name: 'by-the-front-door',
      comment: 'Another package is imported by its name, never by a path into it',
      severity: 'error',
      from: { path: '^packages/([^/]+)/' },
      to: { path: '^packages/', pathNot: ['^packages/$1/', '^packages/[^/]+/src/(testing/)?index\\.ts$'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    tsConfig: { fileName: 'tsconfig.test.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      conditionNames: ['@homeostat/source', 'import', 'default'],
      exportsFields: ['exports'],
    },
  },
};
