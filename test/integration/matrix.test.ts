import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { isRecord, ownRecord, ownString, type JsonRecord } from '../../main/engine/base/json.ts'
import { silentLog } from '../../main/engine/base/log.ts'
import { addTag, getAccountData, removeTag, setAccountData } from '../../main/engine/matrix/account-data.ts'
import { Connectivity } from '../../main/engine/matrix/connectivity.ts'
import { discover, type Discovery } from '../../main/engine/matrix/discovery.ts'
import { Http } from '../../main/engine/matrix/http.ts'
import { loginFlows, loginWithPassword, logout, whoAmI, type NewSession } from '../../main/engine/matrix/login.ts'
import { downloadMedia, downloadThumbnail, largestUpload, uploadMedia } from '../../main/engine/matrix/media.ts'
import { banUser, forgetRoom, inviteUser, joinRoom, kickUser, leaveRoom, unbanUser } from '../../main/engine/matrix/membership.ts'
import { getContext, getEvent, getMessages, getRelations, redactEvent, sendEvent } from '../../main/engine/matrix/messages.ts'
import { getProfile, setAvatarUrl, setDisplayName } from '../../main/engine/matrix/profile.ts'
import { getPushRules } from '../../main/engine/matrix/push-rules.ts'
import { sendReceipt, setReadMarkers } from '../../main/engine/matrix/receipts.ts'
import { createRoom, getMembers, getState, resolveAlias, setState, type NewRoom } from '../../main/engine/matrix/rooms.ts'
import { Session } from '../../main/engine/matrix/session.ts'
import { slidingSync } from '../../main/engine/matrix/sliding-sync.ts'
import { sync } from '../../main/engine/matrix/sync.ts'
import { SessionTokens } from '../../main/engine/matrix/tokens.ts'
import { setTyping } from '../../main/engine/matrix/typing.ts'
import { hasAuthenticatedMedia, hasSlidingSync } from '../../main/engine/matrix/versions.ts'
import { systemClock } from '../../main/engine/base/clock.ts'
import type { EventId, RoomAlias, RoomId, UserId } from '../../preload/contract/ids.ts'
import { useSynapse, type TestSynapse } from '../harness/synapse.ts'

type Device = { readonly session: Session; readonly login: NewSession; readonly password: string }

let synapse: TestSynapse
let home: Discovery

before(async () => {
  synapse = await useSynapse()
  home = await discover(synapse.url)
})
after(() => synapse.dispose())

const isPlainRoom: NewRoom = { preset: 'private_chat', visibility: 'private', isDirect: false, invite: [], initialState: [] }

async function signIn(name: string): Promise<Device> {
  const { localpart, password } = await synapse.person(name)
  const http = new Http({ baseUrl: home.baseUrl })
  const login = await loginWithPassword(http, { user: localpart, password, deviceName: 'Test' })
  return { session: sessionOf(login), login, password }
}

function sessionOf(login: NewSession): Session {
  const http = new Http({ baseUrl: home.baseUrl })
  return new Session({ http, tokens: new SessionTokens({ tokens: login, homeserver: http, save: async () => undefined }) })
}

const say = (session: Session, roomId: RoomId, body: string, txnId = randomBytes(8).toString('hex')): Promise<EventId> =>
  sendEvent(session, { roomId, type: 'm.room.message', content: { msgtype: 'm.text', body }, txnId })

const bodyOf = (event: unknown): string | undefined => {
  const content = isRecord(event) ? ownRecord(event, 'content') : undefined
  return content && ownString(content, 'body')
}
const bodies = (events: readonly unknown[]): readonly string[] => events.flatMap((event) => bodyOf(event) ?? [])

describe('a real Synapse', () => {
  test('is found by its address, and can what we need', async () => {
    assert.equal(home.baseUrl, synapse.url)
    assert.deepEqual([hasSlidingSync(home.versions), hasAuthenticatedMedia(home.versions)], [true, true])
    assert.ok((await loginFlows(new Http({ baseUrl: home.baseUrl }))).includes('m.login.password'))
    assert.equal((await discover(new URL(synapse.url).host)).baseUrl, synapse.url)
  })

  test('gives a session for the right password, and not for a wrong one', async () => {
    const { session, login } = await signIn('mira')
    assert.deepEqual(await whoAmI(session), { userId: login.userId, deviceId: login.deviceId })
    const http = new Http({ baseUrl: home.baseUrl })
    await assert.rejects(loginWithPassword(http, { user: login.userId, password: 'wrong' }), { code: 'bad-credentials' })
    await assert.rejects(loginWithPassword(http, { user: 'nobody-of-that-name', password: 'wrong' }), { code: 'bad-credentials' })
  })

  test('ends a session when it is signed out, and says so to whoever goes on using it', async () => {
    const { session } = await signIn('mira')
    await logout(session)
    await assert.rejects(whoAmI(session), { code: 'unknown-token', isSoftLogout: false })
  })

  test('signs the same device in again', async () => {
    const { login, password } = await signIn('mira')
    const again = await loginWithPassword(new Http({ baseUrl: home.baseUrl }), { user: login.userId, password, deviceId: login.deviceId })
    assert.equal(again.deviceId, login.deviceId)
  })

  test('renews the tokens of a session', async () => {
    const { login } = await signIn('mira')
    assert.ok(login.refreshToken !== undefined)
    const saved: unknown[] = []
    const http = new Http({ baseUrl: home.baseUrl })
    const spent = { accessToken: 'syt_not_a_token', refreshToken: login.refreshToken }
    const tokens = new SessionTokens({ tokens: spent, homeserver: http, save: async (renewed) => void saved.push(renewed) })
    assert.equal((await whoAmI(new Session({ http, tokens }))).userId, login.userId)
    assert.equal(saved.length, 1)
    const broken = new SessionTokens({ tokens: { ...spent, refreshToken: 'syr_not_one' }, homeserver: http, save: async () => undefined })
    await assert.rejects(whoAmI(new Session({ http, tokens: broken })), { code: 'unknown-token' })
  })

  test('makes one event of a message that is sent twice with one transaction id', async () => {
    const { session } = await signIn('mira')
    const roomId = await createRoom(session, { ...isPlainRoom, name: 'Once' })
    const first = await say(session, roomId, 'once', 'txn')
    assert.equal(await say(session, roomId, 'once', 'txn'), first)
    const { events } = await getMessages(session, { roomId, direction: 'backward', limit: 50 })
    assert.deepEqual(bodies(events), ['once'])
  })

  test('gives history page by page to its very beginning', async () => {
    const { session } = await signIn('mira')
    const roomId = await createRoom(session, isPlainRoom)
    for (const body of ['one', 'two', 'three', 'four', 'five']) await say(session, roomId, body)
    const found: string[] = []
    let types: readonly unknown[] = []
    for (let from: string | undefined, isFirst = true; isFirst || from !== undefined; isFirst = false) {
      const page = await getMessages(session, { roomId, direction: 'backward', from, limit: 3, filter: { lazy_load_members: true } })
      found.push(...bodies(page.events))
      types = [...types, ...page.events.map((event) => isRecord(event) && ownString(event, 'type'))]
      from = page.end
    }
    assert.deepEqual(found, ['five', 'four', 'three', 'two', 'one'])
    assert.equal(types.at(-1), 'm.room.create')
  })

  test('gives an event, its neighbours and what points to it', async () => {
    const { session } = await signIn('mira')
    const roomId = await createRoom(session, isPlainRoom)
    const ids: EventId[] = []
    for (const body of ['before', 'itself', 'after']) ids.push(await say(session, roomId, body))
    const [, eventId] = ids
    assert.ok(eventId !== undefined)
    const content = { 'm.relates_to': { rel_type: 'm.annotation', event_id: eventId, key: '👍' } }
    await sendEvent(session, { roomId, type: 'm.reaction', content, txnId: 'r' })
    assert.equal(bodyOf(await getEvent(session, { roomId, eventId })), 'itself')
    const context = await getContext(session, { roomId, eventId, limit: 2 })
    assert.deepEqual([bodies(context.before), bodyOf(context.event), bodies(context.after)], [['before'], 'itself', ['after']])
    assert.equal((await getRelations(session, { roomId, eventId, relationType: 'm.annotation', limit: 5 })).events.length, 1)
    await redactEvent(session, { roomId, eventId, reason: 'oops', txnId: 'x' })
    assert.deepEqual(ownRecord(await getEvent(session, { roomId, eventId }), 'content'), {})
    await assert.rejects(getEvent(session, { roomId, eventId: '$nothing' as EventId }), { code: 'not-found' })
  })

  test('lets people come and go', async () => {
    const [mira, noor] = [await signIn('mira'), await signIn('noor')]
    const userId = noor.login.userId
    const roomId = await createRoom(mira.session, isPlainRoom)
    const membership = async () =>
      ownString(await getState(mira.session, { roomId, type: 'm.room.member', stateKey: userId }), 'membership')
    await assert.rejects(joinRoom(noor.session, { room: roomId }), { code: 'forbidden' })
    await inviteUser(mira.session, { roomId, userId })
    assert.equal(await joinRoom(noor.session, { room: roomId }), roomId)
    assert.equal((await getMembers(mira.session, { roomId, membership: 'join' })).length, 2)
    await kickUser(mira.session, { roomId, userId, reason: 'a test' })
    assert.equal(await membership(), 'leave')
    await banUser(mira.session, { roomId, userId })
    assert.equal(await membership(), 'ban')
    await unbanUser(mira.session, { roomId, userId })
    assert.equal(await membership(), 'leave')
    await forgetRoom(noor.session, { roomId })
    await leaveRoom(mira.session, { roomId })
    await leaveRoom(mira.session, { roomId })
  })

  test('leads from an alias to its room, and from a taken alias nowhere', async () => {
    const { session } = await signIn('mira')
    const aliasName = `alias-${randomBytes(4).toString('hex')}`
    const roomId = await createRoom(session, { ...isPlainRoom, aliasName })
    const alias = `#${aliasName}:${synapse.serverName}` as RoomAlias
    assert.deepEqual(await resolveAlias(session, { alias }), { roomId, servers: [synapse.serverName] })
    await assert.rejects(createRoom(session, { ...isPlainRoom, aliasName }), { code: 'conflict' })
    await assert.rejects(resolveAlias(session, { alias: `#no-${aliasName}:${synapse.serverName}` as RoomAlias }), { code: 'not-found' })
  })

  test('keeps state, profile, account data, tags and push rules', async () => {
    const { session, login } = await signIn('mira')
    const { userId } = login
    const roomId = await createRoom(session, isPlainRoom)
    await setState(session, { roomId, type: 'm.room.topic', stateKey: '', content: { topic: 'a test' } })
    assert.equal(ownString(await getState(session, { roomId, type: 'm.room.topic', stateKey: '' }), 'topic'), 'a test')
    await assert.rejects(getState(session, { roomId, type: 'm.room.avatar', stateKey: '' }), { code: 'not-found' })

    await setDisplayName(session, { userId, displayName: 'Mira 🦊' })
    await setAvatarUrl(session, { userId, avatarUrl: 'mxc://example.org/abc' })
    assert.deepEqual(await getProfile(session, { userId }), { displayName: 'Mira 🦊', avatarUrl: 'mxc://example.org/abc' })

    for (const place of [{ userId }, { userId, roomId }]) {
      assert.equal(await getAccountData(session, { ...place, type: 'org.example' }), undefined)
      await setAccountData(session, { ...place, type: 'org.example', content: { a: 1 } })
      assert.deepEqual(await getAccountData(session, { ...place, type: 'org.example' }), { a: 1 })
    }
    await addTag(session, { userId, roomId, tag: 'm.favourite', order: 0.5 })
    await removeTag(session, { userId, roomId, tag: 'm.favourite' })
    assert.ok(ownRecord(await getPushRules(session), 'override') === undefined)
  })

  test('takes a file and gives it back, and a thumbnail of a picture', async () => {
    const { session } = await signIn('mira')
    const { versions } = home
    const bytes = randomBytes(300_000)
    const open = async function* () {
      for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536)
    }
    const progress: number[] = []
    const upload = {
      contentType: 'application/octet-stream',
      length: bytes.length,
      open,
      fileName: 'ä.bin',
      onProgress: (n: number) => progress.push(n),
    }
    const uri = await uploadMedia(session, upload)
    assert.equal(progress.at(-1), bytes.length)
    const { length, body } = await downloadMedia(session, { uri, versions })
    assert.equal(length, bytes.length)
    const pieces: Uint8Array[] = []
    for await (const piece of body) pieces.push(piece)
    assert.deepEqual(Buffer.concat(pieces), bytes)

    const picture = await uploadMedia(session, {
      contentType: 'image/png',
      length: png.length,
      open: async function* () {
        yield png
      },
    })
    const thumbnail = await downloadThumbnail(session, { uri: picture, versions, size: { width: 32, height: 32, method: 'scale' } })
    assert.match(thumbnail.contentType ?? '', /^image\//)
    thumbnail.discard()

    const largest = await largestUpload(session, { versions })
    assert.ok(largest !== undefined && largest > 1_000_000)
    const tooLarge = { contentType: 'text/plain', length: largest + 1, open: () => zeroes(largest + 1) }
    await assert.rejects(uploadMedia(session, tooLarge), { code: 'too-large' })
    await assert.rejects(downloadMedia(session, { uri: `mxc://${synapse.serverName}/nothing`, versions }), { code: 'not-found' })
  })

  test('tells news over /sync as soon as they come', async () => {
    const [mira, noor] = [await signIn('mira'), await signIn('noor')]
    const roomId = await createRoom(mira.session, { ...isPlainRoom, name: 'News', invite: [noor.login.userId] })
    const filter = { room: { state: { lazy_load_members: true }, timeline: { limit: 20 } } }
    const first = await sync(noor.session, { timeoutMs: 0, filter })
    assert.ok((first.invited.get(roomId)?.length ?? 0) > 0)
    await joinRoom(noor.session, { room: roomId })
    const joined = await sync(noor.session, { since: first.nextBatch, timeoutMs: 10_000, filter })
    const room = joined.joined.get(roomId)
    assert.ok(room !== undefined && room.state.events.length + room.timeline.events.length > 0)
    assert.equal(room.summary.joinedCount, 2)

    const waiting = sync(noor.session, { since: joined.nextBatch, timeoutMs: 20_000, filter })
    const eventId = await say(mira.session, roomId, 'hello')
    const { nextBatch, joined: news } = await waiting
    assert.deepEqual(bodies(news.get(roomId)?.timeline.events ?? []), ['hello'])

    await sendReceipt(noor.session, { roomId, type: 'm.read', eventId })
    await setReadMarkers(noor.session, { roomId, fullyRead: eventId, readPrivately: eventId })
    await setTyping(mira.session, { roomId, userId: mira.login.userId, typing: { timeoutMs: 10_000 } })
    const later = await sync(noor.session, { since: nextBatch, timeoutMs: 0, filter })
    const types = later.joined.get(roomId)?.ephemeral.map((event) => isRecord(event) && ownString(event, 'type')) ?? []
    assert.ok(types.includes('m.receipt') && types.includes('m.typing'))
    assert.equal(bodies(later.joined.get(roomId)?.timeline.events ?? []).length, 0)
    await assert.rejects(sync(noor.session, { since: 'nonsense', timeoutMs: 0 }), { code: 'bad-request' })
  })

  test('tells news over sliding sync, and forgets positions it never gave', async () => {
    const [mira, noor] = [await signIn('mira'), await signIn('noor')]
    const roomId = await createRoom(mira.session, { ...isPlainRoom, name: 'News', isDirect: true, invite: [noor.login.userId] })
    const request = {
      timeoutMs: 20_000,
      connectionId: 'main',
      lists: {
        all: {
          range: [0, 19],
          timelineLimit: 2,
          requiredState: [
            ['m.room.create', ''],
            ['m.room.member', '$LAZY'],
            ['m.room.member', '$ME'],
          ],
        },
      },
      extensions: { toDevice: {}, encryption: true, accountData: true, receipts: true, typing: true },
    } as const
    const first = await slidingSync(noor.session, request)
    assert.ok((first.rooms.get(roomId)?.strippedState?.length ?? 0) > 0)
    assert.equal(first.listCounts.get('all'), 1)
    assert.ok(first.toDevice !== undefined && first.encryption !== undefined && first.accountData.length > 0)
    await joinRoom(noor.session, { room: roomId })
    const second = await slidingSync(noor.session, { ...request, pos: first.pos })
    const room = second.rooms.get(roomId)
    assert.ok(room !== undefined)
    assert.deepEqual([room.name, room.joinedCount, room.strippedState], ['News', 2, undefined])
    assert.ok(room.requiredState.length >= 2 && room.prevBatch !== undefined)

    const waiting = slidingSync(noor.session, { ...request, pos: second.pos })
    await say(mira.session, roomId, 'hello')
    const news = (await waiting).rooms.get(roomId)
    assert.deepEqual([bodies(news?.timeline ?? []), news?.liveCount], [['hello'], 1])
    const older = await getMessages(noor.session, { roomId, direction: 'backward', from: room.prevBatch, limit: 50 })
    assert.ok(older.events.length > 0)
    await assert.rejects(slidingSync(noor.session, { ...request, pos: '99/s1_1_1_1_1_1_1_1_1_1_1' }), { code: 'unknown-pos' })
  })

  test('is seen as away while a long poll cannot reach it, and as back when it can', async () => {
    const { login } = await signIn('mira')
    const connectivity = new Connectivity({ clock: systemClock, random: () => 0, log: silentLog })
    let isCut = true
    const fetch: typeof globalThis.fetch = (input, init) =>
      isCut ? Promise.reject(new TypeError('fetch failed')) : globalThis.fetch(input, init)
    const http = new Http({ baseUrl: home.baseUrl, connectivity, fetch })
    const session = new Session({ http, tokens: new SessionTokens({ tokens: login, homeserver: http, save: async () => undefined }) })
    await assert.rejects(sync(session, { timeoutMs: 0 }), { code: 'offline' })
    assert.equal(connectivity.state.is, 'offline')
    isCut = false
    await connectivity.untilTry()
    await sync(session, { timeoutMs: 0 })
    assert.equal(connectivity.state.is, 'online')
  })

  test('refuses what it is not sent whole or not in words it knows', async () => {
    const { session } = await signIn('mira')
    const roomId = await createRoom(session, isPlainRoom)
    const content: JsonRecord = { msgtype: 'm.text', body: 'x'.repeat(70_000) }
    await assert.rejects(sendEvent(session, { roomId, type: 'm.room.message', content, txnId: 'l' }), { code: 'too-large' })
    await assert.rejects(say(session, '!nowhere:example.org' as RoomId, 'hi'), { code: 'forbidden' })
    await assert.rejects(inviteUser(session, { roomId, userId: '@nobody' as UserId }), { isRetryable: false })
  })
})

async function* zeroes(length: number): AsyncGenerator<Uint8Array, void, undefined> {
  const piece = new Uint8Array(1_048_576)
  for (let left = length; left > 0; left -= piece.length) yield piece.subarray(0, Math.min(left, piece.length))
}

/** A picture of one pixel. */
const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
