import tseslint from 'typescript-eslint';

/** Which folders of server/src a folder may import from; docs/architecture.md explains the floors. */
const floors = {
  text: [],
  reference: ['text'],
  model: ['text', 'reference'],
  dockerfile: ['text', 'reference', 'model'],
  compose: ['text', 'reference', 'model'],
  rules: ['text', 'reference', 'model'],
  registry: ['text', 'reference'],
  settings: ['text', 'model'],
  analysis: [
    'text',
    'reference',
    'model',
    'dockerfile',
    'compose',
    'rules',
    'registry',
    'settings',
  ],
  lsp: ['text', 'model', 'rules', 'registry', 'settings', 'analysis'],
  cli: ['text', 'model', 'rules', 'registry', 'settings', 'analysis'],
};

/** What else a folder may import; every other package is out of bounds for it. */
const packages = {
  dockerfile: ['dockerfile-ast'],
  compose: ['yaml'],
  registry: ['node-fetch', 'node:*', 'node:*/**'],
  lsp: ['vscode-languageserver', 'vscode-languageserver-textdocument'],
  cli: ['node:*', 'node:*/**'],
};

function floorRule(folder) {
  const others = Object.keys(floors).filter(
    (name) => name !== folder && !floors[folder].includes(name),
  );
  const allowed = (packages[folder] ?? []).map((name) => `!${name}`);
  return {
    files: [`server/src/${folder}/**/*.ts`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: others.map((name) => `**/${name}/**`),
              message: `${folder} does not import this: see docs/architecture.md.`,
            },
            {
              group: ['*', '!./**', '!../**', '!.', '!..', ...allowed],
              message: `${folder} does not use this package: see docs/architecture.md.`,
            },
          ],
        },
      ],
    },
  };
}

export default tseslint.config(
  { ignores: ['dist', '.tools', 'test-results', '**/*.mjs'] },
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      'no-console': 'error',
      'max-lines': ['error', { max: 330 }],
    },
  },
  { files: ['scripts/**', 'test/**'], rules: { 'no-console': 'off' } },
  { files: ['test/**'], rules: { '@typescript-eslint/no-misused-spread': 'off' } },
  ...Object.keys(floors).map(floorRule),
);
