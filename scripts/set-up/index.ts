// The second half of `npm run setup`, run by scripts/set-up.mjs once the packages are there.
import { ensureParts, isPart, PARTS } from './parts.ts'
import { say } from './say.mjs'

const names = process.argv.slice(2)
const unknown = names.filter((name) => !isPart(name))
if (unknown.length > 0) {
  say(`there is no part named ${unknown.join(', ')}; there are ${PARTS.join(', ')}`)
  process.exit(2)
}
const asked = names.filter(isPart)
const missing = await ensureParts(asked.length > 0 ? asked : PARTS, { isAskedFor: asked.length > 0 })
if (missing.length > 0) process.exitCode = 1
