import { glob } from 'node:fs/promises'
import { ROOT } from '../set-up/dependencies.mjs'

export type Part = {
  readonly name: string
  /** A script in node_modules, or null for node:test. */
  readonly program: string | null
  readonly args: readonly string[]
}

const tsc = (project: string): Part => ({
  name: `types in ${project}`,
  program: 'typescript/bin/tsc',
  args: ['--project', project, '--incremental', '--tsBuildInfoFile', `.cache/types/${project.replace('/', '-')}.json`],
})

/** What needs no server and no window. The longest come first, so that the last ones to run are short. */
export const CHECKS: readonly Part[] = [
  // It checks the renderer's plain TypeScript too.
  {
    name: 'types in renderer',
    program: 'svelte-check/bin/svelte-check',
    args: ['--tsconfig', 'renderer/tsconfig.json', '--fail-on-warnings'],
  },
  { name: 'lint', program: 'eslint/bin/eslint.js', args: ['--max-warnings=0', '.'] },
  testPart('unit'),
  testPart('conformance'),
  tsc('test'),
  tsc('main'),
  tsc('scripts'),
  tsc('preload'),
  tsc('preload/contract'),
  { name: 'dead code', program: 'knip/bin/knip.js', args: ['--no-progress'] },
  testPart('rules'),
]

export const INTEGRATION = testPart('integration')
export const END_TO_END = testPart('e2e')

/** The test files of a folder of test/. */
export async function testFiles(folder: string): Promise<readonly string[]> {
  const files: string[] = []
  for await (const file of glob(`test/${folder}/**/*.test.ts`, { cwd: ROOT })) files.push(file)
  return files.sort()
}

function testPart(folder: string): Part {
  return { name: folder, program: null, args: [folder] }
}
