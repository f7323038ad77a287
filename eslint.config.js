// What the compiler does not see: promises nobody waits for, cases nobody handles, types that are given up. Layers, packages and sizes are
// held by test/rules; formatting is nobody's business but the reader's.
import { defineConfig, globalIgnores } from 'eslint/config'
import svelte from 'eslint-plugin-svelte'
import tseslint from 'typescript-eslint'

const EVERYWHERE = {
  eqeqeq: 'error',
  'no-console': 'error',
  'no-restricted-syntax': [
    'error',
    { selector: 'ExportDefaultDeclaration', message: 'Named exports only: nobody remembers which one was the default.' },
    {
      selector: 'CallExpression[callee.object.name=/^(test|describe|it)$/][callee.property.name=/^(skip|only|todo)$/]',
      message: 'Every test runs.',
    },
  ],
  '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false }],
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/no-non-null-assertion': 'error',
}

const WITH_TYPES = {
  '@typescript-eslint/await-thenable': 'error',
  '@typescript-eslint/no-floating-promises': 'error',
  '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false, attributes: false, properties: false } }],
  '@typescript-eslint/no-unnecessary-type-assertion': 'error',
  '@typescript-eslint/only-throw-error': 'error',
  '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
  '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
}

export default defineConfig(
  globalIgnores(['node_modules/', 'dist/', 'release/', '.cache/', 'bench-results/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  { files: ['**/*.ts', '**/*.svelte'], extends: [tseslint.configs.base], rules: EVERYWHERE },
  {
    files: ['**/*.ts'],
    // A component's state file is compiled with its component, and changes the whole program each time it is looked at.
    ignores: ['**/*.svelte.ts', 'test/**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: WITH_TYPES,
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    extends: [svelte.configs['flat/recommended']],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
  },
  // Programs for a terminal speak on it.
  { files: ['scripts/**/*.ts', 'main/cli/**/*.ts', 'test/bench/**/*.ts', 'test/reliability/kill.ts'], rules: { 'no-console': 'off' } },
  // The shape that Vite and node:test ask for.
  { files: ['**/vite.config.ts', 'scripts/check/totals.ts'], rules: { 'no-restricted-syntax': 'off' } },
)
