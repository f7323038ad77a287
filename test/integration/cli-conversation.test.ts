import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { Json, Person } from '../harness/person.ts'
import { smallPicture } from '../harness/pictures.ts'
import { useSynapse, type TestSynapse } from '../harness/synapse.ts'
import { tempFolderFor } from '../harness/temp-folder.ts'
import { Terminal } from './cli/terminal.ts'

// What the terminal's documented surface promises, against a real homeserver: every command, the exact shape of what it prints.

let synapse: TestSynapse
before(async () => { synapse = await useSynapse() })
after(() => synapse.dispose())

type Row = { readonly eventId: string | null; readonly localId?: string; readonly kind: string; readonly body: string } & Json

const keys = (value: unknown): readonly string[] => Object.keys(value as object).sort()
const said = (rows: readonly Row[]): readonly Row[] => rows.filter(({ kind }) => kind !== 'state' && kind !== 'member')
const newest = async (person: Person, roomId: string): Promise<Json> => (await person.timeline(roomId)).at(-1) ?? {}
const contentOf = (event: Json | undefined): Json => (event?.['content'] ?? {}) as Json

describe('signing in at a terminal', () => {
  test('says who and where, is remembered, and is undone by signing out', async (t) => {
    const ada = await synapse.person('Ada')
    const terminal = await Terminal.open(t)
    const login = await terminal.run(
      ['login', '--homeserver', ada.url, '--user', ada.localpart, '--password-stdin', '--device-name', 'A terminal'], `${ada.password}\n`,
    )
    assert.deepEqual([login.status, keys(login.json)], [0, ['deviceId', 'homeserver', 'userId']])
    const { userId, deviceId, homeserver } = login.json as Record<string, string>
    assert.deepEqual([userId, homeserver], [ada.userId, ada.url])
    const { devices } = await ada.request('GET', '/devices')
    assert.equal((devices as readonly Json[]).find((device) => device['device_id'] === deviceId)?.['display_name'], 'A terminal')

    assert.deepEqual(await terminal.json('whoami'), { userId, deviceId, homeserver, locked: false })
    assert.deepEqual(await terminal.json('logout'), {})
    const after = await terminal.run(['whoami'])
    assert.deepEqual([after.status, after.errorCode, after.stdout], [3, 'not-signed-in', ''])
    assert.equal(
      ((await ada.request('GET', '/devices'))['devices'] as readonly Json[]).some((device) => device['device_id'] === deviceId), false,
    )
  })

  test('again, as somebody who is here, keeps the device', async (t) => {
    const ada = await synapse.person('Ada')
    const terminal = await Terminal.signedIn(t, ada)
    const before = await terminal.json<Json>('whoami')
    await terminal.signIn(ada)
    assert.equal((await terminal.json<Json>('whoami'))['deviceId'], before['deviceId'])
  })
})

describe('a conversation at a terminal', () => {
  test('goes both ways, with answers, edits, reactions and deletions', async (t) => {
    const [ada, ben] = await Promise.all([synapse.person('Ada'), synapse.person('Ben')])
    const terminal = await Terminal.signedIn(t, ada)
    const { roomId } = await terminal.json<{ roomId: string }>('create', '--name', 'Bridge', '--invite', ben.userId)
    await ben.join(roomId)
    const question = await ben.say(roomId, 'Is it safe?')
    const synced = await terminal.json<Json>('sync')
    assert.deepEqual(keys(synced), ['events', 'refused', 'rooms', 'seconds', 'undecrypted', 'waiting'])
    assert.deepEqual([synced['undecrypted'], synced['waiting'], synced['refused']], [0, 0, 0])

    const [room] = await terminal.json<readonly Json[]>('rooms')
    assert.deepEqual(keys(room), ['isDirect', 'isEncrypted', 'lastEventTs', 'membership', 'mentions', 'name', 'roomId', 'unread'])
    assert.deepEqual(
      [room?.['roomId'], room?.['name'], room?.['unread'], room?.['membership'], room?.['isEncrypted']],
      [roomId, 'Bridge', 1, 'join', false],
    )
    assert.deepEqual(await terminal.json('read', 'Bridge'), {})
    assert.equal((await terminal.json<readonly Json[]>('rooms', '--filter', 'unread')).length, 0)

    const answer = await terminal.json<{ eventId: string; localId: string }>(
      'send', roomId, 'As **houses**', '--markdown', '--reply', question, '--mention', ben.userId,
    )
    assert.deepEqual(keys(answer), ['eventId', 'localId'])
    const sent = await newest(ben, roomId)
    assert.equal(sent['event_id'], answer.eventId)
    assert.equal(contentOf(sent)['formatted_body'], 'As <strong>houses</strong>')
    assert.deepEqual((contentOf(sent)['m.relates_to'] as Json)['m.in_reply_to'], { event_id: question })
    assert.deepEqual(contentOf(sent)['m.mentions'], { user_ids: [ben.userId] })

    assert.deepEqual(keys(await terminal.json('edit', answer.eventId, 'As bridges')), ['eventId', 'localId'])
    assert.equal(((contentOf(await newest(ben, roomId))['m.new_content']) as Json)['body'], 'As bridges')
    assert.deepEqual(keys(await terminal.json('react', question, '👍')), ['eventId', 'localId'])
    const slip = await terminal.json<{ eventId: string }>('send', 'Bridge', 'a slip')
    assert.deepEqual(keys(await terminal.json('redact', slip.eventId, '--reason', 'wrong room')), ['eventId', 'localId'])

    const rows = said(await terminal.json<readonly Row[]>('timeline', 'Bridge'))
    assert.deepEqual(rows.map(({ body }) => body), ['Is it safe?', 'As bridges', ''])
    assert.deepEqual(keys(rows[0]), ['body', 'decryption', 'edited', 'eventId', 'kind', 'reactions', 'redacted', 'sender', 'state', 'ts'])
    assert.deepEqual(rows[0]?.['reactions'], [{ key: '👍', count: 1, mine: true }])
    assert.deepEqual([rows[1]?.['edited'], rows[1]?.['replyTo'], rows[1]?.['sender']], [true, question, ada.userId])
    assert.deepEqual([rows[2]?.['redacted'], rows[2]?.eventId], [true, slip.eventId])
    assert.deepEqual(
      rows.map((row) => [row.kind, row['state'], row['decryption']]),
      [['text', 'sent', 'none'], ['text', 'sent', 'none'], ['text', 'sent', 'none']],
    )
  })

  test('carries files, voice messages and captions', async (t) => {
    const [ada, folder] = await Promise.all([synapse.person('Ada'), tempFolderFor(t)])
    const terminal = await Terminal.signedIn(t, ada)
    const { roomId } = await terminal.json<{ roomId: string }>('create', '--name', 'Pictures')
    await writeFile(join(folder, 'dot.png'), smallPicture)
    await writeFile(join(folder, 'notes.txt'), 'some notes')
    await terminal.json('send', roomId, '--file', join(folder, 'dot.png'), '--caption', 'a dot')
    const picture = contentOf(await newest(ada, roomId))
    assert.deepEqual([picture['msgtype'], picture['filename'], picture['body']], ['m.image', 'dot.png', 'a dot'])
    assert.deepEqual(await ada.download(String(picture['url'])), smallPicture)
    await terminal.json('send', roomId, '--file', join(folder, 'notes.txt'))
    await terminal.json('sync')
    const rows = said(await terminal.json<readonly Row[]>('timeline', roomId))
    assert.deepEqual(rows.map(({ kind }) => kind), ['image', 'file'])
    assert.deepEqual(rows.map((row) => (row['attachment'] as Json)['name']), ['dot.png', 'notes.txt'])
    assert.deepEqual(
      rows[0]?.['attachment'], { name: 'dot.png', mimetype: 'image/png', size: smallPicture.byteLength, width: 2, height: 2 },
    )
    assert.equal(rows[0]?.body, 'a dot')
    const missing = await terminal.run(['send', roomId, '--file', join(folder, 'nothing.txt')])
    assert.deepEqual([missing.status, missing.errorCode], [1, 'not-found'])
  })

  test('pages back through the history, and ends at its beginning', async (t) => {
    const [ada, ben] = await Promise.all([synapse.person('Ada'), synapse.person('Ben')])
    const roomId = await ben.createRoom({ name: 'Long', preset: 'public_chat' })
    const sent: string[] = []
    for (let number = 0; number < 130; number += 1) sent.push(await ben.say(roomId, `message ${number}`))
    const terminal = await Terminal.signedIn(t, ada)
    await terminal.json('join', roomId)
    const seen: Row[] = []
    let before: readonly string[] = []
    for (;;) {
      const page = await terminal.json<readonly Row[]>('timeline', roomId, '--limit', '60', ...before)
      if (page.length === 0) break
      assert.ok(page.length <= 60)
      seen.unshift(...page)
      before = ['--before', String(page[0]?.eventId)]
    }
    assert.deepEqual(seen.filter(({ kind }) => kind === 'text').map(({ eventId }) => eventId), sent)
    assert.equal(new Set(seen.map(({ eventId }) => eventId)).size, seen.length)
    assert.equal(seen[0]?.kind, 'state')
  })
})

describe('rooms at a terminal', () => {
  test('are joined, left, and told apart by filters', async (t) => {
    const [ada, ben] = await Promise.all([synapse.person('Ada'), synapse.person('Ben')])
    const terminal = await Terminal.signedIn(t, ada)
    const alias = `square-${ada.localpart}`
    const open = await ben.createRoom({ name: 'Square', preset: 'public_chat', alias })
    const invited = await ben.createRoom({ name: 'Private', invite: [ada.userId] })
    await terminal.json('sync')
    assert.deepEqual(
      (await terminal.json<readonly Json[]>('rooms', '--filter', 'invites')).map((room) => [room['roomId'], room['membership']]),
      [[invited, 'invite']],
    )
    assert.deepEqual(await terminal.json('join', `#${alias}:${synapse.serverName}`), { roomId: open })
    assert.deepEqual(await terminal.json('join', 'Private'), { roomId: invited })
    const direct = await terminal.json<{ roomId: string }>('create', '--direct', '--invite', ben.userId)
    assert.deepEqual(
      (await terminal.json<readonly Json[]>('rooms', '--filter', 'dm')).map((room) => [room['roomId'], room['isDirect']]),
      [[direct.roomId, true]],
    )

    const members = await terminal.json<readonly Json[]>('members', 'Square')
    assert.deepEqual(members.map(keys), members.map(() => ['membership', 'name', 'powerLevel', 'userId']))
    assert.deepEqual(
      members.map((member) => [member['userId'], member['name'], member['membership']]).sort(),
      [[ada.userId, 'Ada', 'join'], [ben.userId, 'Ben', 'join']],
    )

    const cleo = await synapse.person('Cleo')
    assert.deepEqual(await terminal.json('invite', direct.roomId, cleo.userId), {})
    await cleo.join(direct.roomId)
    const refused = await terminal.run(['invite', 'Square', cleo.userId])
    assert.deepEqual([refused.status, refused.errorCode], [1, 'refused'])
    assert.deepEqual(await terminal.json('leave', 'Private'), {})
    assert.deepEqual((await terminal.json<readonly Json[]>('rooms', '--filter', 'left')).map((room) => room['roomId']), [invited])
    assert.equal((await terminal.json<readonly Json[]>('rooms', '--limit', '1')).length, 1)
  })

  test('to which somebody invited us to talk alone are direct chats here as well, once accepted', async (t) => {
    const [ada, ben] = await Promise.all([synapse.person('Ada'), synapse.person('Ben')])
    const terminal = await Terminal.signedIn(t, ada)
    const roomId = await ben.createRoom({ preset: 'trusted_private_chat', isDirect: true, invite: [ada.userId] })
    await terminal.json('sync')
    await terminal.json('join', roomId)
    await terminal.json('sync')
    assert.deepEqual((await terminal.json<readonly Json[]>('rooms', '--filter', 'dm')).map((row) => row['roomId']), [roomId])
  })

  test('that are encrypted carry messages, edits, answers and reactions, and nothing readable past the server', async (t) => {
    const [ada, ben] = await Promise.all([synapse.person('Ada'), synapse.person('Ben')])
    const [here, there] = [await Terminal.signedIn(t, ada), await Terminal.signedIn(t, ben)]
    const { roomId } = await here.json<{ roomId: string }>('create', '--name', 'Secret', '--encrypted', '--invite', ben.userId)
    await there.json('join', roomId)
    const { eventId } = await here.json<{ eventId: string }>('send', 'Secret', 'in the opne')
    await here.json('edit', eventId, 'in the vault')
    await there.json('sync')
    const answer = await there.json<{ eventId: string }>('send', roomId, 'vaulted', '--reply', eventId)
    await there.json('react', eventId, '🔐')
    assert.equal((await here.json<Json>('sync'))['undecrypted'], 0)
    const [first, second] = said(await here.json<readonly Row[]>('timeline', 'Secret'))
    assert.deepEqual([first?.body, first?.['edited'], first?.['decryption']], ['in the vault', true, 'ok'])
    assert.deepEqual(first?.['reactions'], [{ key: '🔐', count: 1, mine: false }])
    assert.deepEqual([second?.eventId, second?.body, second?.['replyTo']], [answer.eventId, 'vaulted', eventId])
    assert.doesNotMatch(JSON.stringify(await ben.timeline(roomId)), /opne|vault/u)
  })

  test('that are encrypted say in words why a message in them cannot be read', async (t) => {
    const [ada, ben] = await Promise.all([synapse.person('Ada'), synapse.person('Ben')])
    const terminal = await Terminal.signedIn(t, ada)
    const { roomId } = await terminal.json<{ roomId: string }>('create', '--name', 'Secret', '--encrypted', '--invite', ben.userId)
    await ben.join(roomId)
    const nonsense = { algorithm: 'm.megolm.v1.aes-sha2', ciphertext: 'AAAA', session_id: 'x', sender_key: 'y', device_id: 'z' }
    const secret = await ben.send(roomId, 'm.room.encrypted', nonsense)
    assert.equal((await terminal.json<Json>('sync'))['undecrypted'], 1)
    const row = said(await terminal.json<readonly Row[]>('timeline', 'Secret')).at(-1)
    assert.deepEqual([row?.eventId, row?.body, row?.['decryption']], [secret, '', 'failed'])
    assert.match(String(row?.['reason']), /^[A-Z].*\.$/u)
  })

  test('that became encrypted while nobody looked are written to encrypted', async (t) => {
    const [ada, ben] = await Promise.all([synapse.person('Ada'), synapse.person('Ben')])
    const terminal = await Terminal.signedIn(t, ada)
    const roomId = await ben.createRoom({ name: 'Turning', preset: 'public_chat' })
    await terminal.json('join', roomId)
    await ben.setState(roomId, 'm.room.encryption', '', { algorithm: 'm.megolm.v1.aes-sha2' })
    await terminal.json('send', roomId, 'in the open')
    const events = await ben.timeline(roomId)
    assert.deepEqual(events.filter(({ sender }) => sender === ada.userId).map(({ type }) => type), ['m.room.member', 'm.room.encrypted'])
    assert.equal(JSON.stringify(events).includes('in the open'), false)
  })
})
