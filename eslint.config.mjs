import tseslint from 'typescript-eslint';
import { floors } from './scripts/floors.mjs';

function floorRule(folder) {
  const others = Object.keys(floors).filter(
    (name) => name !== folder && !floors[folder].includes(name),
  );
  const allowed = floors[folder]
    .filter((name) => !(name in floors))
    .flatMap((name) => [`!${name}`, `!${name}/**`]);
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
