import { join } from 'node:path'
import { test } from 'node:test'
import { BackgroundProcess } from '../../harness/background-process.ts'
import { untilEnded } from '../../harness/processes.ts'

const program = join(import.meta.dirname, '../../harness/homeserver/main.ts')

/** Starts the homeserver as a child of its own, says its process id, and does nothing more. */
const parent = `
const child = require('node:child_process').spawn(process.execPath, [${JSON.stringify(program)}, '{"rooms":3,"events":10}'])
child.stdout.once('data', () => console.log(child.pid))
setInterval(() => {}, 60_000)
`

test('a homeserver whose test was killed ends by itself', async (context) => {
  const process_ = new BackgroundProcess(process.execPath, ['-e', parent])
  context.after(() => process_.dispose())
  const child = Number(await process_.firstLine())
  await process_.dispose()
  await untilEnded(child)
})
