import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { TimelineRow } from '../../preload/contract/index.ts'
import { Conversation, textsOf, watchword, type SyncKind } from '../harness/conversation.ts'
import { useSynapse, type TestSynapse } from '../harness/synapse.ts'
import { Refusal, type Json } from '../harness/person.ts'

let synapse: TestSynapse
before(async () => { synapse = await useSynapse() })
after(() => synapse.dispose())

const nested = (depth: number): Json => JSON.parse(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`)
/** As a key of its own, which an object literal does not make of it. */
const proto = (value: unknown): Json => JSON.parse(`{"msgtype":"m.text","body":"${watchword}","__proto__":${JSON.stringify(value)}}`)

/** Content that a homeserver lets through and no client should trust. */
const hostileMessages: Readonly<Record<string, Json>> = {
  'nothing in it': {},
  'a body of the wrong type': { msgtype: 'm.text', body: { toString: 'x' } },
  'a body that is null': { msgtype: 'm.text', body: null },
  'a kind of the wrong type': { msgtype: 5, body: watchword },
  'a kind that every object has': { msgtype: 'constructor', body: watchword },
  'keys that lead to prototypes': proto({ polluted: true }),
  'deep nesting': { msgtype: 'm.text', body: watchword, 'org.example.deep': nested(300) },
  'a formatted body of the wrong type': { msgtype: 'm.text', body: watchword, format: 'org.matrix.custom.html', formatted_body: ['<b>'] },
  'a body of many tags': { msgtype: 'm.text', body: watchword, format: 'org.matrix.custom.html', formatted_body: '<div>'.repeat(5_000) },
  'a script': {
    msgtype: 'm.text',
    body: watchword,
    format: 'org.matrix.custom.html',
    formatted_body: '<img src=x onerror="alert(1)"><script>alert(1)</script>',
  },
  'relations that are a list': { msgtype: 'm.text', body: watchword, 'm.relates_to': ['m.replace'] },
  'an answer to nothing': { msgtype: 'm.text', body: watchword, 'm.relates_to': { 'm.in_reply_to': {} } },
  'an answer to what is no event': { msgtype: 'm.text', body: watchword, 'm.relates_to': { 'm.in_reply_to': { event_id: '__proto__' } } },
  'an edit of nothing': {
    msgtype: 'm.text',
    body: watchword,
    'm.relates_to': { rel_type: 'm.replace', event_id: '$nothing' },
    'm.new_content': 7,
  },
  'mentions of the wrong type': { msgtype: 'm.text', body: watchword, 'm.mentions': { user_ids: 'everybody', room: 'yes' } },
  'a picture without an address': { msgtype: 'm.image', body: watchword, info: null },
  'a picture whose address climbs': {
    msgtype: 'm.image',
    body: watchword,
    url: 'mxc://../../etc/passwd',
    info: { w: -1, h: 'high', size: {} },
  },
  'a file that names a path': {
    msgtype: 'm.file',
    body: '../../../etc/passwd',
    filename: '/etc/passwd',
    url: `mxc://test.example/${'a'.repeat(200)}`,
    info: { size: 2 ** 52 },
  },
  'a very long line': { msgtype: 'm.text', body: 'x'.repeat(50_000) },
  'marks that turn the text around': { msgtype: 'm.text', body: '\u202E\u2066 \u0000 \uD800 end' },
}

/** Those that have a row which says that they cannot be shown. */
const unreadables = [
  'nothing in it',
  'a body of the wrong type',
  'a body that is null',
  'a picture without an address',
  'a picture whose address climbs',
]

const hostileEvents: readonly (readonly [type: string, content: Json])[] = [
  ['m.reaction', { 'm.relates_to': { rel_type: 'm.annotation', event_id: '$nothing', key: 'x' } }],
  ['m.reaction', { 'm.relates_to': null }],
  ['m.reaction', { 'm.relates_to': { rel_type: 'm.annotation', event_id: 'constructor', key: { a: 1 } } }],
  ['__proto__', { body: watchword }],
  ['constructor', {}],
  ['m.room.encrypted', { algorithm: 5 }],
  ['m.sticker', { url: 'javascript:alert(1)', body: [] }],
  ['m.poll.start', { 'm.poll': 'no' }],
]

const hostileState: readonly (readonly [type: string, stateKey: string, content: Json])[] = [
  ['m.room.topic', '', { topic: { a: 1 } }],
  ['m.room.pinned_events', '', { pinned: 'all of them' }],
  ['m.room.canonical_alias', '', {}],
  ['m.space.child', '__proto__', { via: 'x' }],
  ['m.bridge', 'constructor', { protocol: 'x' }],
  ['org.example.state', '__proto__', { a: 1 }],
]

/** Has it all said; gives the ids of the messages. Synapse lets nobody say some of it, so it is put into its answers. */
async function sayAllThatIsHostile({ friend, roomId, proxy }: Conversation): Promise<readonly string[]> {
  const contents = Object.values(hostileMessages)
  proxy.inject('/sync', {
    kind: 'replace',
    body: (answer) => rewrite(answer, (event, text) => {
      const number = /^hostile (\d+)/u.exec(text)?.[1]
      return number === undefined ? event : { ...event, content: contents[Number(number)] }
    }),
  })
  const messages: string[] = []
  for (const index of contents.keys()) messages.push(await friend.say(roomId, `hostile ${index}`))
  const isLetThrough = (sending: Promise<string>): Promise<boolean> => sending.then(() => true, (error: unknown) => {
    if (error instanceof Refusal) return false
    throw error
  })
  const others: boolean[] = []
  for (const [type, content] of hostileEvents) others.push(await isLetThrough(friend.send(roomId, type, content)))
  for (const [type, stateKey, content] of hostileState) others.push(await isLetThrough(friend.setState(roomId, type, stateKey, content)))
  assert.ok(others.filter(Boolean).length >= 8)
  return messages
}

const untilHeard = (rows: readonly TimelineRow[]): boolean => textsOf(rows).at(-1) === 'and after'

const inherited = (): readonly string[] => [...Object.getOwnPropertyNames(Object.prototype), ...Object.getOwnPropertyNames(Array.prototype)]

for (const kind of ['sliding', 'v2'] satisfies SyncKind[]) {
  describe(`hostile events, by ${kind}`, () => {
    test('leave every other one as it is, and are each shown or passed over', async (t) => {
      const conversation = await Conversation.open(t, synapse, kind)
      const client = await conversation.start()
      const { account, roomId, friend } = conversation
      const names = inherited()
      const timeline = await conversation.timeline(100)
      await conversation.hear('before')
      const hostile = await sayAllThatIsHostile(conversation)
      await friend.setDisplayName('\u202Eneb\u202C')
      await conversation.hear('and after')

      const rows = await timeline.until(untilHeard)
      const texts = textsOf(rows)
      assert.ok(texts.includes('before'))
      const shown = new Set<string>(rows.flatMap(({ eventId }) => eventId ?? []))
      // An edit of what nobody has seen is no message; everything else that was said has its row.
      const missing = Object.keys(hostileMessages).filter((_, index) => !shown.has(hostile[index] ?? ''))
      assert.deepEqual(missing, ['an edit of nothing'])
      const unreadable = new Set<string>(
        rows.filter(({ content }) => content.type === 'unreadable').flatMap(({ eventId }) => eventId ?? []),
      )
      assert.deepEqual(Object.keys(hostileMessages).filter((_, index) => unreadable.has(hostile[index] ?? '')), unreadables)
      assert.deepEqual(inherited(), names)
      assert.doesNotMatch(JSON.stringify(rows.map(({ sender }) => sender.name)), /\u202E/u)

      const [room] = (await client.call('room.list', { account, filter: 'all', limit: 10 })).filter((row) => row.roomId === roomId)
      assert.equal(room?.name, `Kitchen ${watchword}`)
      assert.ok((await client.call('room.members', { account, roomId })).length >= 2)
      const accounts = await client.call('account.list', {})
      assert.equal(accounts[0]?.connection, 'online')
    })

    test('of a server that makes no sense cost nobody else’s', async (t) => {
      const conversation = await Conversation.open(t, synapse, kind)
      await conversation.start()
      const timeline = await conversation.timeline()
      // Every event that says so is broken on its way, each in a way of its own.
      conversation.proxy.inject('/sync', { kind: 'replace', body: breakEvents })
      await conversation.hear('before')
      for (const name of Object.keys(breakages)) await conversation.hear(`break ${name}`)
      await conversation.hear('and after')
      const rows = await timeline.until(untilHeard)
      assert.deepEqual(textsOf(rows).filter((text) => !text.startsWith('break')), ['before', 'and after'])
      assert.ok(conversation.logged.every((line) => !line.includes('"level":"error"')))
    })
  })
}

/** What becomes of an event's JSON, by the name in its text. */
const breakages: Readonly<Record<string, (event: Json) => unknown>> = {
  null: () => null,
  string: () => 'not an event',
  idless: ({ event_id: _, ...event }) => event,
  numeric: (event) => ({ ...event, event_id: 42 }),
  senderless: ({ sender: _, ...event }) => event,
  ageless: ({ origin_server_ts: _, ...event }) => event,
  ancient: (event) => ({ ...event, origin_server_ts: -1e308 }),
  contentless: (event) => ({ ...event, content: null }),
  listed: (event) => ({ ...event, content: [] }),
  unsigned: (event) => ({ ...event, unsigned: 'yes', redacts: {} }),
  stateful: (event) => ({ ...event, type: 'm.room.member', state_key: '__proto__', content: { membership: ['join'] } }),
  large: (event) => ({ ...event, content: { msgtype: 'm.text', body: 'x'.repeat(3_000_000) } }),
}

const breakEvents = (answer: string): string => rewrite(answer, (event, text) => {
  const name = /^break (\w+)/u.exec(text)?.[1]
  return name === undefined ? event : breakages[name]?.(event)
})

/** A server's answer with its events changed; `change` gets the text of each as well. */
function rewrite(answer: string, change: (event: Json, text: string) => unknown): string {
  return JSON.stringify(
    JSON.parse(answer, (_key, value: unknown) => (isEvent(value) ? change(value, String(value.content['body'])) : value)),
  )
}

const isEvent = (value: unknown): value is Json & { readonly content: Json } =>
  typeof value === 'object' &&
  value !== null &&
  'event_id' in value &&
  'content' in value &&
  typeof value.content === 'object' &&
  value.content !== null
