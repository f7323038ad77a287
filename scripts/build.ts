// `npm run build -- [main] [preload] [engine] [cli] [renderer]`: makes dist/ from the sources. What is up to date is left alone.
import { join } from 'node:path'
import { buildTarget } from './build/build-target.ts'
import { TARGETS } from './build/targets.ts'
import { ROOT } from './set-up/dependencies.mjs'
import { withLock } from './set-up/lock.mjs'
import { say } from './set-up/say.mjs'

/** Builds the named targets, or all of them; one build at a time in a checkout. */
export async function buildApp(names: readonly string[] = []): Promise<void> {
  await withLock(join(ROOT, '.cache', 'build.lock'), {
    onWait: () => say('another build is running; waiting for it'),
    work: async () => {
      for (const target of TARGETS) {
        if (names.length === 0 || names.includes(target.name)) await buildTarget(target)
      }
    },
  })
}

if (import.meta.main) {
  const names = process.argv.slice(2)
  const unknown = names.filter((name) => !TARGETS.some((target) => target.name === name))
  if (unknown.length > 0) {
    say(`there is nothing named ${unknown.join(', ')} to build; there are ${TARGETS.map((target) => target.name).join(', ')}`)
    process.exit(2)
  }
  await buildApp(names)
}
