import { randomBytes } from 'node:crypto'
import { openHomeServer, type HomeServer } from '../../main/home-server/index.ts'
import { Person } from './person.ts'
import { openTempFolder } from './temp-folder.ts'

export type TestSynapse = {
  readonly url: string
  readonly serverName: string
  /** Its data folder. */
  readonly dir: string
  /** The server itself, for tests that stop and start it. Those need one of their own: `startSynapse`. */
  readonly homeServer: HomeServer
  /** A new account with a name nobody else has; `name` becomes part of it and its display name. */
  person(name?: string): Promise<Person>
  dispose(): Promise<void>
}

/** Set by the test run, which starts one server for all files: the data folder of that server. */
export const SHARED_SYNAPSE_VARIABLE = 'CAUSEWAY_TEST_HOME_SERVER'

const SERVER_NAME = 'test.example'

/**
 * A real Synapse without rate limits. In a whole test run it is one for all files, so a test makes its own people and does not count on
 * being alone; a file that is run by itself gets its own.
 */
export async function useSynapse(): Promise<TestSynapse> {
  const dir = process.env[SHARED_SYNAPSE_VARIABLE]
  if (dir === undefined) return startSynapse()
  return describeServer(dir, openHomeServer({ dir, testing: true }), async () => {})
}

/** A Synapse of its own, in a folder that is removed with it. */
export async function startSynapse(): Promise<TestSynapse> {
  const folder = await openTempFolder()
  const homeServer = openHomeServer({ dir: folder.path, serverName: SERVER_NAME, testing: true })
  return describeServer(folder.path, homeServer, async () => {
    await homeServer.stop()
    await folder.dispose()
  })
}

async function describeServer(dir: string, homeServer: HomeServer, dispose: () => Promise<void>): Promise<TestSynapse> {
  const { url } = await homeServer.start()
  return {
    dir,
    url,
    serverName: SERVER_NAME,
    homeServer,
    person: (name) => makePerson(homeServer, url, name),
    dispose,
  }
}

async function makePerson(homeServer: HomeServer, url: string, name = 'somebody'): Promise<Person> {
  const password = randomBytes(12).toString('hex')
  const localpart = `${name.toLowerCase()}-${randomBytes(4).toString('hex')}`
  const person = new Person({ url, password, ...(await homeServer.register(localpart, password)) })
  await person.setDisplayName(name)
  return person
}
