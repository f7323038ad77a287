import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../../scripts/set-up/dependencies.mjs'

export type SourceFile = {
  /** Relative to the checkout, with forward slashes. */
  readonly path: string
  readonly text: string
}

/** Every file that is or could be committed: what git tracks, and what it does not ignore. */
export function projectFiles(): readonly string[] {
  const list = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], { cwd: ROOT, encoding: 'utf8' })
  return list.split('\0').filter((path) => path !== '' && existsSync(join(ROOT, path)))
}

/** Every file that a person wrote as code. */
export function sourceFiles(): readonly SourceFile[] {
  return projectFiles()
    .filter((path) => /\.(ts|mjs|js|svelte)$/.test(path))
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }))
}
