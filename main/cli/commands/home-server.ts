import { join } from 'node:path'
import { usageError } from '../cli-error.ts'
import { defineCommand, type Output } from '../command.ts'
import type { Context } from '../context.ts'
import { appFolder } from '../engine/profile-folder.ts'
import type { HomeServer, HomeServerStatus } from '../../home-server/index.ts'

export const homeServer = defineCommand({
  usage: ['home-server start', 'home-server stop', 'home-server status', 'home-server add-user NAME'],
  details: [
    'A homeserver on this computer: a real Synapse in an environment of its own, which is installed at the first start',
    '(Python 3.9 or newer is needed). It listens on this computer only and goes on when this program ends.',
    '"add-user" makes an account and reads its password from standard input.',
  ],
  options: {},
  words: [1, 2],
  run: async ({ positionals: [verb, name] }, context) => {
    const act = acts.get(verb ?? '')
    if (act === undefined || (verb === 'add-user') !== (name !== undefined)) {
      throw usageError('It goes like this: causeway home-server start|stop|status|add-user NAME')
    }
    const { openHomeServer } = await import('../../home-server/index.ts')
    const server = openHomeServer({ dir: join(appFolder(), 'home-server'), onProgress: (sentence) => context.note(`… ${sentence}`) })
    return act(server, name ?? '', context)
  },
})

type Act = (server: HomeServer, name: string, context: Context) => Promise<Output>

const acts: ReadonlyMap<string, Act> = new Map<string, Act>([
  ['start', async (server) => statusOutput(await server.start())],
  ['stop', async (server) => statusOutput(await server.stop())],
  ['status', async (server) => statusOutput(await server.status())],
  ['add-user', async (server, name, context) => {
    const userId = await server.addUser(name, await context.readSecret(`Password for ${name}: `))
    return { ...statusOutput(await server.status()), text: `${userId} can sign in now.` }
  }],
])

function statusOutput({ url, running, version }: HomeServerStatus): Output {
  const state = running ? `It runs at ${url}.` : 'It does not run.'
  return { json: { url, running, version }, text: version === null ? `${state} It is not installed yet.` : `${state} Synapse ${version}.` }
}
