// The Secret Service of a desktop session, for real: a private session bus with gnome-keyring on it. Nothing of it is the user's own.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { runCommand } from '../../main/home-server/index.ts'
import { BackgroundProcess } from './background-process.ts'
import { openTempFolder } from './temp-folder.ts'

export type Keyring = {
  /** What a program needs in its environment to reach it. */
  readonly env: Readonly<Record<string, string>>
  /** Takes the daemon away and leaves the bus: a keychain that is missing. */
  stop(): Promise<void>
  /** A daemon on the same bus and the same stored secrets; with another password they stay locked. */
  start(password?: string): Promise<void>
  dispose(): Promise<void>
}

export type KeyringOptions = {
  /** Where the secrets are kept; a temporary folder unless given. */
  readonly dir?: string
}

const PASSWORD = 'keyring'

/** Without service folders, so that the bus does not start a keychain by itself when a test has taken it away. */
const BUS_CONFIGURATION = `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`

const READY_POLL_MS = 20
const READY_PATIENCE_MS = 20_000

/** Starts a session bus with an unlocked keychain. */
export async function openKeyring({ dir }: KeyringOptions = {}): Promise<Keyring> {
  const folder = dir === undefined ? await openTempFolder() : { path: dir, dispose: async () => {} }
  const runtime = join(folder.path, 'runtime')
  const data = join(folder.path, 'data')
  await mkdir(runtime, { recursive: true, mode: 0o700 })
  await mkdir(data, { recursive: true, mode: 0o700 })
  const configuration = join(runtime, 'bus.conf')
  await writeFile(configuration, BUS_CONFIGURATION)
  const bus = new BackgroundProcess('dbus-daemon', [`--config-file=${configuration}`, '--nofork', '--nopidfile', '--print-address=1'])
  const env = { DBUS_SESSION_BUS_ADDRESS: await bus.firstLine(), XDG_RUNTIME_DIR: runtime, XDG_DATA_HOME: data }
  let daemon: BackgroundProcess | null = null
  const start = async (password = PASSWORD): Promise<void> => {
    const args = ['--foreground', '--unlock', '--components=secrets']
    daemon = new BackgroundProcess('gnome-keyring-daemon', args, { env: { ...process.env, ...env }, input: password })
    await untilOwned('org.freedesktop.secrets', env)
  }
  const stop = async (): Promise<void> => daemon?.dispose()
  await start()
  return {
    env,
    start,
    stop,
    dispose: async () => {
      await stop()
      await bus.dispose()
      await folder.dispose()
    },
  }
}

/** The daemon says nothing when it is ready; its name on the bus does. */
async function untilOwned(name: string, env: Readonly<Record<string, string>>): Promise<void> {
  const deadline = Date.now() + READY_PATIENCE_MS
  const question = [
    '--session',
    '--print-reply=literal',
    '--dest=org.freedesktop.DBus',
    '/',
    'org.freedesktop.DBus.NameHasOwner',
    `string:${name}`,
  ]
  while (!(await runCommand('dbus-send', question, { env: { ...process.env, ...env } })).endsWith('true')) {
    if (Date.now() > deadline) throw new Error(`Nobody offers ${name} on the bus`)
    await pause(READY_POLL_MS)
  }
}
