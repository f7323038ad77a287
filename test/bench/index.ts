// `npm run bench`: what it costs to use Causeway, on a real Electron and a real Synapse, and what the size of an account costs the engine,
// beside a peer. Prints a table and writes it as JSON. A benchmark and no test: it fails only when something cannot be measured.
// `--quick`: fewer runs and smaller accounts, to see that it works.
import { mkdir, writeFile } from 'node:fs/promises'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { ROOT } from '../../scripts/set-up/dependencies.mjs'
import { resolveElectron } from '../../scripts/electron-runtime.ts'
import { ensureParts, PARTS } from '../../scripts/set-up/parts.ts'
import { say } from '../../scripts/set-up/say.mjs'
import { openDisplay } from '../harness/display.ts'
import { openTempFolder } from '../harness/temp-folder.ts'
import { makeAccount, type BenchAccount } from './account.ts'
import { signIn, startApp, untilTakenIn } from './app.ts'
import { atRest, measureAtRest } from './at-rest.ts'
import { measureBareWindow } from './bare-window.ts'
import { measureRoomSwitch, measureSending } from './conversation.ts'
import { measureIndexedDB } from './indexed-db.ts'
import { measureDecryption } from './decryption.ts'
import { largeAccounts, measureLargeAccounts } from './large-account.ts'
import { measureKeyBackup } from './key-backup.ts'
import { measureMemory } from './memory.ts'
import { measureSearch, searchBench } from './search.ts'
import { measureStartUp } from './start-up.ts'
import { drawTable, type Limit, type Measure } from './table.ts'
import { measureUnderLoad, underLoad } from './under-load.ts'
import { measureWindow } from './window/index.ts'
import { windowOptions } from './window/options.ts'
import { measureWriting, writingBench } from './writing.ts'

const isQuick = process.argv.includes('--quick')
const runs = isQuick ? 1 : 5
const sizes = isQuick ? [{ rooms: 15, messagesEach: 5 }] : [{ rooms: 15, messagesEach: 30 }, { rooms: 300, messagesEach: 5 }]
const resultFolder = join(ROOT, 'bench-results')

await ensureParts(PARTS)
const display = await openDisplay()
const measures: Measure[] = []
try {
  say('measuring the IndexedDB')
  measures.push(...(await measureIndexedDB(runs, isQuick ? 2_000 : 10_000)))
  say('measuring a bare window')
  const [bareStart, bareMemory] = await measureBareWindow(display.env, runs)
  measures.push(bareStart, bareMemory)
  say('measuring how fast messages are decrypted')
  measures.push(...(await measureDecryption(runs, isQuick ? 5 : 30)))
  say('measuring how fast events are written, and found')
  measures.push(...(await measureWriting(writingBench(isQuick))), ...(await measureSearch(searchBench(isQuick))))
  for (const size of sizes) {
    const account = await makeAccount(size, (done) => { if (done % 50 === 0) say(`${done} of ${size.rooms} rooms made`) })
    measures.push(...(await measureAccount(account, limitOf('bare Electron', bareStart), limitOf('bare Electron', bareMemory))))
    await account.synapse.dispose()
  }
  measures.push(...(await measureLargeAccounts(largeAccounts(isQuick))))
  measures.push(...(await measureUnderLoad(underLoad(isQuick))), ...(await measureAtRest(atRest(isQuick))))
  measures.push(...(await measureWindow(windowOptions(isQuick), display.env, limitOf('bare Electron', bareStart))))
  say('measuring the restoring of a backup of keys')
  measures.push(...(await measureKeyBackup(isQuick ? 2_000 : 50_000)))
} finally {
  await display.dispose()
}
const table = drawTable(measures)
console.log(table)
const runtime = await resolveElectron()
await mkdir(resultFolder, { recursive: true })
const file = join(resultFolder, `${new Date().toISOString().replaceAll(':', '-').slice(0, 19)}.json`)
await writeFile(
  file,
  JSON.stringify({ electron: runtime.version, processors: cpus().length, memoryBytes: totalmem(), isQuick, measures }, null, 2),
)
say(`written to ${file}`)

async function measureAccount(account: BenchAccount, bareStart: Limit, bareMemory: Limit): Promise<readonly Measure[]> {
  say(`measuring an account of ${account.subject}`)
  const startUp = await measureStartUp(account, display.env, runs, bareStart)
  const folder = await openTempFolder()
  const profile = join(folder.path, 'profile')
  signIn(profile, account)
  const { app } = await startApp(profile, display.env)
  try {
    await untilTakenIn(app.window)
    // Once through, so that what is measured is stored and the code is warm, as it is for people.
    await measureRoomSwitch(app.window, account, 8)
    const roomSwitch = await measureRoomSwitch(app.window, account, isQuick ? 8 : 40)
    const sending = await measureSending(app.window, account, isQuick ? 3 : 20)
    return [...startUp, roomSwitch, ...sending, ...(await measureMemory(app, account.subject, bareMemory))]
  } finally {
    await app.dispose()
    await folder.dispose()
  }
}

function limitOf(name: string, { spread }: Measure): Limit {
  return { name, value: spread.median }
}
