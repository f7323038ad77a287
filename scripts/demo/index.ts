// `npm run demo`: a small living world on a home server of its own, and Causeway signed in to it. `npm run demo -- --tour DIR` walks
// through the main screens instead and saves a picture of each.
import { parseArgs } from 'node:util'
import { buildApp } from '../build.ts'
import { ensureParts } from '../set-up/parts.ts'
import { say } from '../set-up/say.mjs'
import { DEMO_FOLDER, openHome, SERVER_NAME } from './home.ts'
import { live } from './living.ts'
import { signIn } from './sign-in.ts'
import { tour } from './tour.ts'
import { showWindow } from './window.ts'
import { PASSWORD } from './world/inhabitants.ts'

const { values } = parseArgs({ options: { tour: { type: 'string' } } })

// What is missing is reported there, and again by what needs it.
await ensureParts(['system', 'electron', 'synapse'])
const home = await openHome(values.tour === undefined ? 'lived-in' : 'tour', say)
const end = new AbortController()
try {
  await buildApp()
  await signIn(home.profile, home.url)
  if (values.tour === undefined) {
    say(`the world is in ${DEMO_FOLDER}; its server is ${home.url}; everybody's password is "${PASSWORD}"`)
    const living = live({ ...home, serverName: SERVER_NAME, signal: end.signal })
    await showWindow(home.profile)
    end.abort()
    await living
  } else {
    await tour(values.tour, home)
  }
} finally {
  await home.server.stop()
}
