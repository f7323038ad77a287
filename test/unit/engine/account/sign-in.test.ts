import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test, type TestContext } from 'node:test'
import { AccountError } from '../../../../main/engine/account/account-error.ts'
import { Profile } from '../../../../main/engine/account/profile.ts'
import { SignIn } from '../../../../main/engine/account/sign-in.ts'
import { systemClock } from '../../../../main/engine/base/clock.ts'
import { silentLog } from '../../../../main/engine/base/log.ts'
import { HomeserverError } from '../../../../main/engine/matrix/errors.ts'
import { whoAmI } from '../../../../main/engine/matrix/login.ts'
import type { UserId } from '../../../../preload/contract/index.ts'
import { tempFolderFor } from '../../../harness/temp-folder.ts'
import { json, refusal, scriptedServer, type Answer, type ScriptedServer, type Seen } from '../matrix/scripted-server.ts'

const userId = '@anna:example.org' as UserId

type SignInServer = ScriptedServer & {
  /** Bodies of the sign-ins seen. */
  readonly logins: Record<string, unknown>[]
  /** What becomes of requests with a token. */
  withToken: Answer
}

/** Signs everybody in who has the password "right", as the device they ask for or as a new one. */
async function signInServer(context: TestContext): Promise<SignInServer> {
  const logins: Record<string, unknown>[] = []
  let devices = 0
  const server = Object.assign(await scriptedServer(context), { logins, withToken: json({ user_id: userId }) })
  const login = (request: Seen): Answer => {
    if (request.method === 'GET') return json({ flows: [{ type: 'm.login.password' }, { type: 'm.login.sso' }] })
    const body = JSON.parse(request.body) as Record<string, unknown>
    logins.push(body)
    if (body['password'] !== 'right') return refusal(403, 'M_FORBIDDEN')
    devices += 1
    return json({ user_id: userId, device_id: body['device_id'] ?? `NEW${devices}`, access_token: `token${devices}` })
  }
  server.answer((response, request) => {
    if (request.url.endsWith('/versions')) return json({ versions: ['v1.11'] })(response, request)
    if (request.url.endsWith('/v3/login')) return login(request)(response, request)
    return server.withToken(response, request)
  })
  return server
}

async function open(dir: string): Promise<{ readonly profile: Profile; readonly signIn: SignIn }> {
  const profile = await Profile.open(
    { dir, key: new Uint8Array(32).fill(5), mode: 'quiet', clock: systemClock, log: silentLog, random: Math.random },
  )
  return { profile, signIn: new SignIn({ profile, clock: systemClock, log: silentLog }) }
}

async function openNew(context: TestContext) {
  const dir = await tempFolderFor(context)
  const opened = await open(dir)
  context.after(() => opened.profile.dispose())
  return { dir, ...opened }
}

const code = (expected: string) => (error: unknown) =>
  (error instanceof HomeserverError || error instanceof AccountError) && error.code === expected

describe('signing in', () => {
  test('tells what a server offers before anybody types a password', async (context) => {
    const server = await signInServer(context)
    const { signIn } = await openNew(context)
    assert.deepEqual(await signIn.discover(server.url), {
      homeserver: server.url, name: new URL(server.url).host, canPassword: true, otherFlows: ['m.login.sso'],
    })
  })

  test('keeps the session, over a restart too', async (context) => {
    const server = await signInServer(context)
    const dir = await tempFolderFor(context)
    const first = await open(dir)
    const signedIn = await first.signIn.login({ homeserver: server.url, user: 'anna', password: 'right', deviceName: 'Laptop' })
    assert.deepEqual(signedIn, { userId, deviceId: 'NEW1', homeserver: server.url })
    assert.equal(server.logins[0]?.['initial_device_display_name'], 'Laptop')
    await first.profile.dispose()
    const { profile } = await open(dir)
    context.after(() => profile.dispose())
    assert.deepEqual(profile.accounts.map(({ me, standing }) => [me.userId, me.deviceId, standing]), [[userId, 'NEW1', 'active']])
    await whoAmI(profile.account(userId).parts.homeserver)
    assert.equal(server.seen.at(-1)?.headers.authorization, 'Bearer token1')
  })

  test('with a wrong password leaves nothing behind', async (context) => {
    const server = await signInServer(context)
    const { dir, profile, signIn } = await openNew(context)
    await assert.rejects(signIn.login({ homeserver: server.url, user: 'anna', password: 'wrong' }), code('bad-credentials'))
    assert.deepEqual(profile.accountRows(), [])
    assert.deepEqual(await readdir(join(dir, 'accounts')), [])
  })

  test('as somebody who is here goes on with the same device, under either form of the name', async (context) => {
    const server = await signInServer(context)
    const { profile, signIn } = await openNew(context)
    for (const user of ['anna', 'Anna', userId]) await signIn.login({ homeserver: server.url, user, password: 'right' })
    assert.deepEqual(server.logins.map((login) => login['device_id']), [undefined, 'NEW1', 'NEW1'])
    assert.equal(profile.accountRows().length, 1)
  })
})

describe('a session that the server ended', () => {
  test('softly keeps the device and everything stored, and goes on after a new sign-in', async (context) => {
    const server = await signInServer(context)
    const { profile, signIn } = await openNew(context)
    await signIn.login({ homeserver: server.url, user: 'anna', password: 'right' })
    const account = profile.account(userId)
    server.withToken = refusal(401, 'M_UNKNOWN_TOKEN', { soft_logout: true })
    await assert.rejects(whoAmI(account.parts.homeserver), code('unknown-token'))
    assert.equal(profile.accountRows()[0]?.connection, 'signed-out')
    assert.equal(profile.store.accounts()[0]?.tokens, null)
    assert.throws(() => account.startSending(), code('signed-out'))

    server.withToken = json({ user_id: userId })
    assert.equal((await signIn.reauthenticate(userId, 'right')).deviceId, 'NEW1')
    assert.equal(profile.account(userId), account)
    assert.equal(account.standing, 'active')
    await whoAmI(account.parts.homeserver)
    assert.equal(server.seen.at(-1)?.headers.authorization, 'Bearer token2')
  })

  test('for good keeps what is stored, and begins a new device', async (context) => {
    const server = await signInServer(context)
    const { dir, profile, signIn } = await openNew(context)
    await signIn.login({ homeserver: server.url, user: 'anna', password: 'right' })
    const [folder] = await readdir(join(dir, 'accounts'))
    server.withToken = refusal(401, 'M_UNKNOWN_TOKEN')
    await assert.rejects(whoAmI(profile.account(userId).parts.homeserver), code('unknown-token'))
    server.withToken = json({ user_id: userId })
    await signIn.login({ homeserver: server.url, user: 'anna', password: 'right' })
    assert.deepEqual(profile.accounts.map(({ me, standing }) => [me.deviceId, standing]), [['NEW2', 'active']])
    assert.deepEqual(await readdir(join(dir, 'accounts')), [folder])
  })
})

describe('signing out', () => {
  test('ends the session on the server and deletes the account\'s files', async (context) => {
    const server = await signInServer(context)
    const { dir, profile, signIn } = await openNew(context)
    await signIn.login({ homeserver: server.url, user: 'anna', password: 'right' })
    await signIn.logout(userId)
    assert.ok(server.seen.some(({ url }) => url.endsWith('/logout')))
    assert.deepEqual([profile.accountRows(), await readdir(join(dir, 'accounts'))], [[], []])
    await assert.rejects(signIn.logout(userId), code('not-signed-in'))
  })

  test('works without the server', async (context) => {
    const server = await signInServer(context)
    const { dir, profile, signIn } = await openNew(context)
    await signIn.login({ homeserver: server.url, user: 'anna', password: 'right' })
    await server.stop()
    await signIn.logout(userId)
    assert.deepEqual([profile.accountRows(), await readdir(join(dir, 'accounts'))], [[], []])
  })

  test('that was interrupted is finished when the profile is opened again', async (context) => {
    const server = await signInServer(context)
    const dir = await tempFolderFor(context)
    const { profile, signIn } = await open(dir)
    await signIn.login({ homeserver: server.url, user: 'anna', password: 'right' })
    const folder = join(dir, 'accounts', profile.store.accounts()[0]?.folder ?? '')
    profile.store.endSession(userId, 'removing')
    await profile.dispose()
    assert.ok(existsSync(folder))
    const again = await open(dir)
    context.after(() => again.profile.dispose())
    assert.deepEqual([again.profile.accountRows(), existsSync(folder)], [[], false])
  })
})
