// `node scripts/run.mjs FILE args…`: makes sure the packages are installed, then becomes FILE under the project's own Node: same standard
// streams, same signals, same exit code, and not a byte of its own on standard output.
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { ensureDependencies, findNode } from './set-up/dependencies.mjs'

/** @type {readonly NodeJS.Signals[]} */
const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR2']

const [file, ...args] = process.argv.slice(2)
if (file === undefined) {
  process.stderr.write('usage: node scripts/run.mjs FILE [arguments…]\n')
  process.exit(2)
}

try {
  await ensureDependencies()
  run(findNode(), [file, ...args])
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}

/**
 * @param {string} node
 * @param {readonly string[]} argv
 */
function run(node, argv) {
  const child = spawn(node, argv, { stdio: 'inherit', shell: process.platform === 'win32' })
  for (const signal of FORWARDED) {
    process.on(signal, () => {
      // Ctrl+C at a terminal reaches the whole process group: the child has it already.
      if (signal === 'SIGINT' && process.stdin.isTTY) return
      child.kill(signal)
    })
  }
  child.on('exit', (code, signal) => {
    process.exit(signal === null ? (code ?? 1) : 128 + constants.signals[signal])
  })
}
