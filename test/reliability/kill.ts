// `npm run reliability [-- --quick] [-- --seed N]`: the engine, killed with SIGKILL a thousand times wherever it happens to be, on accounts in
// which people talk all the time. Fails with the seed of the life in which something was lost, there twice, or out of order.
import { join } from 'node:path'
import { styleText } from 'node:util'
import { buildApp } from '../../scripts/build.ts'
import { ROOT } from '../../scripts/set-up/dependencies.mjs'
import { say } from '../../scripts/set-up/say.mjs'
import { liveThrough } from './life.ts'

const isQuick = process.argv.includes('--quick')
const runs = isQuick ? 30 : 1_000
const runsPerLife = isQuick ? 15 : 25
const given = Number(process.argv[process.argv.indexOf('--seed') + 1])
const seed = process.argv.includes('--seed') && Number.isSafeInteger(given) ? given : Date.now() % 1_000_000

const moments = new Map<string, number>()
const totals = { events: 0, sent: 0, unanswered: 0 }
await buildApp(['engine'])
const started = performance.now()
say(`killing ${runs} engines, seed ${seed}`)
for (let life = 0; life < runs / runsPerLife; life += 1) {
  const kind = life % 2 === 0 ? 'sliding' : 'v2'
  try {
    const seen = await liveThrough({
      seed: seed + life, kind, runs: runsPerLife, program: join(ROOT, 'dist/engine/index.mjs'),
      onRun: ({ after }) => moments.set(after, (moments.get(after) ?? 0) + 1),
    })
    totals.events += seen.events
    totals.sent += seen.sent
    totals.unanswered += seen.unanswered
  } catch (error) {
    console.error(styleText('red', `Life ${life} over ${kind} went wrong: npm run reliability -- --seed ${seed + life}`))
    throw error
  }
  say(`${(life + 1) * runsPerLife} of ${runs}, ${Math.round((performance.now() - started) / 1_000)} s`)
}
if (totals.sent === 0) throw new Error('Nothing was said between the kills')
const places = [...moments].map(([after, count]) => `${after} ${count}`).join(', ')
console.log(`${runs} kills (after: ${places}): ${totals.events} events, each here once and in order; ${totals.sent} messages taken in, `
  + `each on the server once; ${totals.unanswered} were being said when the engine died`)
