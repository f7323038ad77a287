import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test, type TestContext } from 'node:test'
import { ROOT } from '../../../scripts/set-up/dependencies.mjs'
import { tempFolderFor } from '../../harness/temp-folder.ts'

async function start(context: TestContext, program: string, ...args: readonly string[]) {
  const file = join(await tempFolderFor(context), 'program.ts')
  await writeFile(file, program)
  const child = spawn(process.execPath, [join(ROOT, 'scripts', 'run.mjs'), file, ...args])
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk
  })
  return { child, output: () => output, ended: once(child, 'close') }
}

describe('run.mjs', () => {
  test('hands on arguments, standard input and exit code, and adds nothing to the output', async (context) => {
    const program = `const input: string[] = []
      for await (const chunk of process.stdin) input.push(String(chunk))
      console.log(JSON.stringify({ args: process.argv.slice(2), input: input.join('') }))
      process.exitCode = 3`
    const { child, output, ended } = await start(context, program, 'one', '--two')
    child.stdin.end('hello')
    assert.deepEqual(await ended, [3, null])
    assert.equal(output(), '{"args":["one","--two"],"input":"hello"}\n')
  })

  test('runs TypeScript under the pinned Node, whatever Node it was started with', async (context) => {
    const { output, ended } = await start(context, 'const version: string = process.version; console.log(version)')
    assert.deepEqual(await ended, [0, null])
    assert.match(output(), /^v24\./)
  })

  test('hands on a signal, and ends when the program has ended', async (context) => {
    const program = `process.on('SIGTERM', () => { console.log('tidied up'); process.exit(7) })
      setInterval(() => {}, 1000)
      console.log('ready')`
    const { child, output, ended } = await start(context, program)
    await once(child.stdout, 'data')
    child.kill('SIGTERM')
    assert.deepEqual(await ended, [7, null])
    assert.equal(output(), 'ready\ntidied up\n')
  })

  test('ends as a shell would when the program was killed', async (context) => {
    const { ended } = await start(context, `process.kill(process.pid, 'SIGKILL')`)
    assert.deepEqual(await ended, [137, null])
  })
})
