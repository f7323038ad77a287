// The program with its window over made-up accounts: what it costs to start, to switch rooms, to scroll and to do nothing, and that none of it
// follows the size of the account. A part of `npm run bench`; by itself: `node scripts/run.mjs test/bench/window/index.ts --rooms 100 --runs 1`.
import { say } from '../../../scripts/set-up/say.mjs'
import { openDisplay } from '../../harness/display.ts'
import { openKeyring } from '../../harness/keyring.ts'
import type { Surroundings } from '../../harness/made-up-account.ts'
import { measureBareWindow } from '../bare-window.ts'
import { drawTable, type Limit, type Measure } from '../table.ts'
import { measureAccount } from './account-rows.ts'
import { readOptions, type WindowOptions } from './options.ts'
import { measureScrolling } from './scrolling.ts'

/** `bare`: the start of a bare window in the same run. */
export async function measureWindow(options: WindowOptions, display: Surroundings, bare: Limit): Promise<readonly Measure[]> {
  const keyring = await openKeyring()
  const surroundings = { ...display, ...keyring.env }
  const measures: Measure[] = []
  try {
    for (const rooms of options.sizes) measures.push(...(await measureAccount(rooms, options, surroundings, { bare, before: measures })))
    return options.parts.has('scroll') ? [...measures, ...(await measureScrolling(options, surroundings))] : measures
  } finally {
    await keyring.dispose()
  }
}

if (import.meta.main) {
  const options = readOptions(process.argv.slice(2))
  const display = await openDisplay()
  try {
    say('measuring a bare window')
    const bare = await measureBareWindow(display.env, options.runs)
    const limit = { name: 'bare Electron', value: bare[0].spread.median }
    console.log(drawTable([...bare, ...(await measureWindow(options, display.env, limit))]))
  } finally {
    await display.dispose()
  }
}
