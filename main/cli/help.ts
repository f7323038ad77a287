import type { Command } from './command.ts'
import { commands } from './commands/index.ts'
import { defaultProfileFolder } from './engine/profile-folder.ts'

const column = 19

/** What `causeway --help` prints. */
export function overview(): string {
  const list = [...commands].map(([name, { summary }]) => `  ${name.padEnd(column)}${summary}`)
  return `causeway: Matrix on a terminal, with the engine of the Causeway app.

Usage: causeway COMMAND [options]
       causeway COMMAND --help

${list.join('\n')}

Options of every command:
  --profile DIR      the profile's folder (${defaultProfileFolder()}: the app's own)
  --account USER_ID  which account, where the profile holds several
  --json             one JSON document on standard output; errors as {"error":{"code","message"}} on standard error
  --key HOW          "keychain" (usual), or "env:NAME": a passphrase from that environment variable
  --timeout SECONDS  how long the server may be silent (30)

ROOM is an id, an alias, or the exact name; EVENT is an event id, or the localId of something that still waits.
Status: 0 done · 1 failed · 2 wrong usage · 3 not signed in, signed out, or locked · 4 server unreachable or silent.`
}

/** What `causeway COMMAND --help` prints. */
export function commandHelp({ usage, details }: Command): string {
  const [first = '', ...others] = usage
  const forms = [`Usage: causeway ${first}`, ...others.map((form) => `       causeway ${form}`)]
  return [...forms, '', ...details].join('\n')
}
