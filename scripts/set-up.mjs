// `npm run setup -- [node] [system] [electron] [synapse]`: makes this machine ready. Without a name, every part. Each part may run any
// number of times, may be interrupted, and says in one line what it could not get.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { ensureDependencies, findNode, ROOT } from './set-up/dependencies.mjs'

try {
  await ensureDependencies()
  const names = process.argv.slice(2)
  if (names.length !== 1 || names[0] !== 'node') {
    // What comes after the packages is TypeScript, which only the Node just installed can run.
    const parts = spawn(findNode(), [join(ROOT, 'scripts', 'set-up', 'index.ts'), ...names], { stdio: 'inherit' })
    parts.on('exit', (code) => process.exit(code ?? 1))
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
