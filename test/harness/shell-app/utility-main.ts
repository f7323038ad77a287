// A program that does nothing but start the engine the way current Electron does, and tell on standard output what came of it.
import { app } from 'electron'
import { isRecord } from '../../../main/engine/base/json.ts'
import { silentLog } from '../../../main/engine/base/log.ts'
import { EngineLink } from '../../../main/shell/engine/engine-link.ts'
import { forkUtilityEngine } from '../../../main/shell/engine/utility-child.ts'

const [entry = '', profileDir = ''] = process.argv.slice(-2)
const start = () => forkUtilityEngine({ entry, print: (piece) => tell('printed', piece) })

function tell(what: string, value: unknown): void {
  process.stdout.write(`${JSON.stringify([what, value])}\n`)
}

async function run(): Promise<void> {
  await app.whenReady()
  const child = start()
  const link = new EngineLink(child, silentLog)
  tell('opened', await link.request('engine.open', { profileDir, key: new Uint8Array(32) }))
  const media = await link.request('engine.media', { url: 'causeway-media://media/film.mp4', from: 5, length: 3 })
  tell('bytes are bytes', media.ok && isRecord(media.value) && media.value['bytes'] instanceof Uint8Array)
  tell('has a process', child.pid !== undefined && child.pid !== process.pid)
  const watched = await new Promise((resolve) => {
    void link.watch('accounts', {}, { batch: (seq, diffs) => resolve([seq, diffs.length]), gone: resolve })
  })
  tell('watched', watched)
  tell('closed', await link.request('engine.close', {}))
  child.kill()
  tell('killed', typeof await child.exited)
  const crashing = start()
  const crashLink = new EngineLink(crashing, silentLog)
  tell('crashed', (await crashLink.request('account.discover', { server: 'crash' })).ok)
  tell('ended', typeof await crashing.exited)
  const unwanted = start()
  unwanted.kill()
  tell('unwanted', typeof await unwanted.exited)
  app.quit()
}

run().catch((error: unknown) => {
  tell('failed', String(error))
  app.exit(1)
})
