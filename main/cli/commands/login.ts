import { hostname } from 'node:os'
import { usageError } from '../cli-error.ts'
import { defineCommand } from '../command.ts'

export const login = defineCommand({
  usage: ['login --homeserver URL --user NAME [--password-stdin] [--device-name NAME]'],
  details: [
    'Signs in with a password and keeps the session in the profile. Signing in again as somebody who is here',
    'goes on with the same device and everything that is stored.',
    '',
    '--homeserver URL   a server name (example.org) or an address (https://matrix.example.org)',
    '--user NAME        a user id, or the part of it before the colon',
    '--password-stdin   read the password from standard input; without it a terminal is asked',
    '--device-name NAME what you will see among your devices',
  ],
  options: {
    'homeserver': { type: 'string' },
    'user': { type: 'string' },
    'password-stdin': { type: 'boolean' },
    'device-name': { type: 'string' },
  },
  words: [0, 0],
  run: async ({ values }, context) => {
    const { homeserver, user } = values
    if (!homeserver || !user) throw usageError('login needs --homeserver and --user.')
    const session = await context.openEngine({ create: true })
    const password = await context.readSecret('Password: ')
    const deviceName = values['device-name'] ?? `Causeway (${hostname()})`
    const signedIn = await session.call('account.login', { homeserver, user, password, deviceName })
    return { json: signedIn, text: `Signed in as ${signedIn.userId} (device ${signedIn.deviceId}) at ${signedIn.homeserver}.` }
  },
})
