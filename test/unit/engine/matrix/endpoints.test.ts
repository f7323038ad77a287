import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { addTag, getAccountData, removeTag, setAccountData } from '../../../../main/engine/matrix/account-data.ts'
import { banUser, forgetRoom, inviteUser, joinRoom, kickUser, leaveRoom, unbanUser } from '../../../../main/engine/matrix/membership.ts'
import { getContext, getEvent, getMessages, getRelations, redactEvent, sendEvent } from '../../../../main/engine/matrix/messages.ts'
import { getProfile, setAvatarUrl, setDisplayName } from '../../../../main/engine/matrix/profile.ts'
import { getPushRules } from '../../../../main/engine/matrix/push-rules.ts'
import { sendReceipt, setReadMarkers } from '../../../../main/engine/matrix/receipts.ts'
import { createRoom, getMembers, getState, resolveAlias, setState } from '../../../../main/engine/matrix/rooms.ts'
import { setTyping } from '../../../../main/engine/matrix/typing.ts'
import { hasAuthenticatedMedia, hasSlidingSync, supportedVersions } from '../../../../main/engine/matrix/versions.ts'
import type { EventId, RoomAlias, RoomId, UserId } from '../../../../preload/contract/ids.ts'
import type { Homeserver } from '../../../../main/engine/matrix/homeserver.ts'
import { toldHomeserver, wire } from './told-homeserver.ts'

const roomId = '!r:x' as RoomId
const userId = '@u:x' as UserId
const eventId = '$e/+' as EventId
const v3 = '/_matrix/client/v3'
const inRoom = `${v3}/rooms/!r%3Ax`

type Case = readonly [
  does: string,
  ask: (homeserver: Homeserver) => Promise<unknown>,
  line: string,
  sent?: { readonly query?: unknown; readonly body?: unknown },
]

/** Answers that hold everything any of them needs. */
const answer = { event_id: '$e', room_id: roomId, chunk: [], event: {}, global: {} }

const cases: readonly Case[] = [
  [
    'send an event',
    (h) => sendEvent(h, { roomId, type: 'm.room.message', content: { body: 'hi' }, txnId: 'cw1' }),
    `PUT ${inRoom}/send/m.room.message/cw1`,
    { body: { body: 'hi' } },
  ],
  [
    'redact one',
    (h) => redactEvent(h, { roomId, eventId, txnId: 'cw2', reason: 'oops' }),
    `PUT ${inRoom}/redact/%24e%2F%2B/cw2`,
    { body: { reason: 'oops' } },
  ],
  [
    'read back',
    (h) => getMessages(h, { roomId, direction: 'backward', from: 't1', limit: 50, filter: { lazy_load_members: true } }),
    `GET ${inRoom}/messages`,
    { query: { dir: 'b', from: 't1', limit: 50, filter: '{"lazy_load_members":true}' } },
  ],
  [
    'read on',
    (h) => getMessages(h, { roomId, direction: 'forward', limit: 1 }),
    `GET ${inRoom}/messages`,
    { query: { dir: 'f', limit: 1 } },
  ],
  [
    'see what is around',
    (h) => getContext(h, { roomId, eventId, limit: 10 }),
    `GET ${inRoom}/context/%24e%2F%2B`,
    { query: { limit: 10 } },
  ],
  ['get one event', (h) => getEvent(h, { roomId, eventId }), `GET ${inRoom}/event/%24e%2F%2B`],
  [
    'get relations',
    (h) => getRelations(h, { roomId, eventId, relationType: 'm.thread', limit: 5 }),
    'GET /_matrix/client/v1/rooms/!r%3Ax/relations/%24e%2F%2B/m.thread',
    { query: { dir: 'b', limit: 5 } },
  ],
  [
    'create',
    (h) =>
      createRoom(h, {
        name: 'R',
        preset: 'private_chat',
        visibility: 'private',
        isDirect: true,
        invite: [userId],
        initialState: [{ type: 'm.room.topic', stateKey: '', content: { topic: 't' } }],
      }),
    `POST ${v3}/createRoom`,
    {
      body: {
        name: 'R',
        preset: 'private_chat',
        visibility: 'private',
        is_direct: true,
        invite: ['@u:x'],
        initial_state: [{ type: 'm.room.topic', state_key: '', content: { topic: 't' } }],
      },
    },
  ],
  ['resolve an alias', (h) => resolveAlias(h, { alias: '#a b:x' as RoomAlias }), `GET ${v3}/directory/room/%23a%20b%3Ax`],
  ['get state', (h) => getState(h, { roomId, type: 'm.room.name', stateKey: '' }), `GET ${inRoom}/state/m.room.name/`],
  [
    'set state',
    (h) => setState(h, { roomId, type: 'm.room.name', stateKey: '', content: { name: 'R' } }),
    `PUT ${inRoom}/state/m.room.name/`,
    { body: { name: 'R' } },
  ],
  [
    'get members',
    (h) => getMembers(h, { roomId, notMembership: 'leave' }),
    `GET ${inRoom}/members`,
    { query: { not_membership: 'leave' } },
  ],
  [
    'join',
    (h) => joinRoom(h, { room: roomId, via: ['a.x', 'b.x'] }),
    `POST ${v3}/join/!r%3Ax`,
    {
      query: { via: ['a.x', 'b.x'], server_name: ['a.x', 'b.x'] },
      body: {},
    },
  ],
  ['leave', (h) => leaveRoom(h, { roomId }), `POST ${inRoom}/leave`, { body: {} }],
  ['forget', (h) => forgetRoom(h, { roomId }), `POST ${inRoom}/forget`, { body: {} }],
  ['invite', (h) => inviteUser(h, { roomId, userId }), `POST ${inRoom}/invite`, { body: { user_id: '@u:x' } }],
  ['kick', (h) => kickUser(h, { roomId, userId, reason: 'r' }), `POST ${inRoom}/kick`, { body: { user_id: '@u:x', reason: 'r' } }],
  ['ban', (h) => banUser(h, { roomId, userId }), `POST ${inRoom}/ban`, { body: { user_id: '@u:x' } }],
  ['unban', (h) => unbanUser(h, { roomId, userId }), `POST ${inRoom}/unban`, { body: { user_id: '@u:x' } }],
  [
    'send a receipt',
    (h) => sendReceipt(h, { roomId, type: 'm.read', eventId, threadId: 'main' }),
    `POST ${inRoom}/receipt/m.read/%24e%2F%2B`,
    { body: { thread_id: 'main' } },
  ],
  [
    'move read markers',
    (h) => setReadMarkers(h, { roomId, fullyRead: eventId, readPrivately: eventId }),
    `POST ${inRoom}/read_markers`,
    {
      body: { 'm.fully_read': eventId, 'm.read.private': eventId },
    },
  ],
  [
    'type',
    (h) => setTyping(h, { roomId, userId, typing: { timeoutMs: 4_000 } }),
    `PUT ${inRoom}/typing/%40u%3Ax`,
    { body: { typing: true, timeout: 4_000 } },
  ],
  [
    'type no longer',
    (h) => setTyping(h, { roomId, userId, typing: false }),
    `PUT ${inRoom}/typing/%40u%3Ax`,
    { body: { typing: false } },
  ],
  ['get account data', (h) => getAccountData(h, { userId, type: 'm.direct' }), `GET ${v3}/user/%40u%3Ax/account_data/m.direct`],
  [
    'set account data of a room',
    (h) => setAccountData(h, { userId, roomId, type: 'm.marked_unread', content: { unread: true } }),
    `PUT ${v3}/user/%40u%3Ax/rooms/!r%3Ax/account_data/m.marked_unread`,
    { body: { unread: true } },
  ],
  [
    'add a tag',
    (h) => addTag(h, { userId, roomId, tag: 'm.favourite', order: 0.5 }),
    `PUT ${v3}/user/%40u%3Ax/rooms/!r%3Ax/tags/m.favourite`,
    { body: { order: 0.5 } },
  ],
  ['remove a tag', (h) => removeTag(h, { userId, roomId, tag: 'u.work' }), `DELETE ${v3}/user/%40u%3Ax/rooms/!r%3Ax/tags/u.work`],
  ['get a profile', (h) => getProfile(h, { userId }), `GET ${v3}/profile/%40u%3Ax`],
  [
    'set a display name',
    (h) => setDisplayName(h, { userId, displayName: 'U' }),
    `PUT ${v3}/profile/%40u%3Ax/displayname`,
    { body: { displayname: 'U' } },
  ],
  [
    'set an avatar',
    (h) => setAvatarUrl(h, { userId, avatarUrl: 'mxc://a/b' }),
    `PUT ${v3}/profile/%40u%3Ax/avatar_url`,
    { body: { avatar_url: 'mxc://a/b' } },
  ],
  ['get push rules', (h) => getPushRules(h), `GET ${v3}/pushrules/`],
]

describe('the endpoints ask as the specification says, to', () => {
  for (const [does, ask, line, { query, body } = {}] of cases) {
    test(does, async () => {
      const homeserver = toldHomeserver(answer)
      await ask(homeserver)
      assert.deepEqual(homeserver.asked.map(wire), [{ line, query, body }])
    })
  }
})

describe('answers', () => {
  test('that lack what was asked for are refused', async () => {
    for (const ask of [
      (h: Homeserver) => sendEvent(h, { roomId, type: 't', content: {}, txnId: 'x' }),
      (h: Homeserver) => createRoom(h, { preset: 'private_chat', visibility: 'private', isDirect: false, invite: [], initialState: [] }),
      (h: Homeserver) => getMessages(h, { roomId, direction: 'backward', limit: 1 }),
      (h: Homeserver) => getContext(h, { roomId, eventId, limit: 1 }),
      (h: Homeserver) => getPushRules(h),
    ]) {
      for (const junk of [{}, { event_id: 5, room_id: 'r', chunk: {}, event: [], global: null }]) {
        await assert.rejects(ask(toldHomeserver(junk)), { code: 'bad-response' })
      }
    }
  })

  test('of history end where there is no further token, not where a page is empty', async () => {
    assert.deepEqual(await getMessages(toldHomeserver({ chunk: [], end: 't2' }), { roomId, direction: 'backward', limit: 1 }), {
      events: [],
      state: [],
      end: 't2',
    })
    assert.equal(
      (await getMessages(toldHomeserver({ chunk: [5], state: [1] }), { roomId, direction: 'backward', limit: 1 })).end,
      undefined,
    )
  })

  test('of a context come oldest first', async () => {
    const told = { event: { a: 1 }, events_before: [2, 1], events_after: [3, 4], state: 'x', start: 's', end: 'e' }
    const context = await getContext(toldHomeserver(told), { roomId, eventId, limit: 4 })
    assert.deepEqual(context, { event: { a: 1 }, before: [1, 2], after: [3, 4], state: [], start: 's', end: 'e' })
  })

  test('about versions tell what the server can do', async () => {
    const told = { versions: ['r0.6.1', 'v1.12', 5], unstable_features: { 'org.matrix.simplified_msc3575': true, a: false, b: 'true' } }
    const versions = await supportedVersions(toldHomeserver(told))
    assert.deepEqual(versions, { versions: ['r0.6.1', 'v1.12'], features: new Set(['org.matrix.simplified_msc3575']) })
    assert.deepEqual([hasSlidingSync(versions), hasAuthenticatedMedia(versions)], [true, true])
    const none = { versions: ['v1.9', 'v2.11', 'v1.1x'], features: new Set<string>() }
    assert.deepEqual([hasSlidingSync(none), hasAuthenticatedMedia(none)], [false, false])
  })
})
