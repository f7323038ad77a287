import { CliError } from '../cli-error.ts'
import type { Command } from '../command.ts'

/** A command that is part of the terminal's surface and comes with a later version. */
export const later = (name: string): Command => ({
  usage: [`${name} …`],
  details: ['Not in this version yet.'],
  prepare: () => () => {
    const message = `"causeway ${name}" is not in this version yet: it comes with one of the next.`
    return Promise.reject(new CliError(1, 'unsupported', message))
  },
})
