// An engine with an empty profile in the folder given, over standard input and output.
import { Engine } from '../../../main/engine/api/engine.ts'
import { stdioChannel } from '../../../main/engine/api/stdio.ts'
import { systemClock } from '../../../main/engine/base/clock.ts'
import { silentLog } from '../../../main/engine/base/log.ts'

const engine = await Engine.open({
  dir: process.argv[2] ?? '', key: new Uint8Array(32).fill(7), mode: 'quiet', clock: systemClock, log: silentLog, random: Math.random,
})
await engine.serve(stdioChannel()).closed
await engine.dispose()
