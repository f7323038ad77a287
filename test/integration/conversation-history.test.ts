import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { TimelineRow } from '../../preload/contract/index.ts'
import { Conversation, textsOf, watchword, type SyncKind } from '../harness/conversation.ts'
import type { Watched } from '../harness/engine-client.ts'
import { refusals } from '../harness/faults.ts'
import { useSynapse, type TestSynapse } from '../harness/synapse.ts'

let synapse: TestSynapse
before(async () => { synapse = await useSynapse() })
after(() => synapse.dispose())

const isWhole = (rows: readonly TimelineRow[]): boolean => rows.every(({ content }) => content.type !== 'gap')

/** Scrolls back until the room's beginning, page by page. */
async function scrollToStart(timeline: Watched<'timeline'>): Promise<readonly TimelineRow[]> {
  for (;;) {
    const shown = timeline.rows.length
    const rows = await timeline.until((all, head) => isWhole(all) && (head.atStart || all.length > shown || head.older === 'idle'))
    if (timeline.head?.atStart === true) return rows
    await timeline.move({ to: 'older', count: 20 })
    await timeline.until((all, head) => head.atStart || all.length > shown)
  }
}

/** The room's events as the server has them, oldest first. */
async function serversEvents({ friend, roomId }: Conversation): Promise<readonly string[]> {
  const { chunk } = await friend.request('GET', `/rooms/${encodeURIComponent(roomId)}/messages?dir=b&limit=500`)
  return (chunk as readonly { readonly event_id: string }[]).map(({ event_id: eventId }) => eventId).reverse()
}

/** What the timeline shows has a place in it on the server, too, once and in the same order. */
async function assertIsServersOrder(conversation: Conversation, rows: readonly TimelineRow[]): Promise<void> {
  const shown = rows.flatMap(({ eventId }) => eventId ?? [])
  const known = new Set<string>(shown)
  assert.equal(known.size, shown.length)
  assert.deepEqual(shown, (await serversEvents(conversation)).filter((eventId) => known.has(eventId)))
}

const series = (word: string, count: number): readonly string[] => Array.from({ length: count }, (_, index) => `${word} ${index + 1}`)

async function hearAll(conversation: Conversation, texts: readonly string[]): Promise<void> {
  for (const text of texts) await conversation.hear(text)
}

for (const kind of ['sliding', 'v2'] satisfies SyncKind[]) {
  describe(`history, by ${kind}`, () => {
    test('absences that were longer than a response are filled in when somebody scrolls there', async (t) => {
      const conversation = await Conversation.open(t, synapse, kind)
      const absences = [series('first', 30), series('second', 35)]
      await hearAll(conversation, ['before'])
      await conversation.start()
      for (const texts of absences) {
        await conversation.stop()
        await hearAll(conversation, texts)
        await conversation.start()
        const glance = await conversation.timeline(5)
        await glance.until((rows) => textsOf(rows).at(-1) === texts.at(-1))
      }
      const timeline = await conversation.timeline(20)
      const rows = await scrollToStart(timeline)
      assert.deepEqual(textsOf(rows), ['before', ...absences.flat()])
      await assertIsServersOrder(conversation, rows)
    })

    test('is read without network as far as it was seen, and goes on from there', async (t) => {
      const conversation = await Conversation.open(t, synapse, kind)
      await hearAll(conversation, series('seen', 5))
      await conversation.start()
      await conversation.stop()
      await conversation.proxy.goDown()
      await conversation.start()
      const timeline = await conversation.timeline()
      assert.deepEqual(textsOf(timeline.rows), series('seen', 5))
      await hearAll(conversation, series('missed', 3))
      await conversation.comeBack()
      await timeline.until((rows) => textsOf(rows).includes('missed 3'))
      assert.deepEqual(textsOf(timeline.rows), [...series('seen', 5), ...series('missed', 3)])
    })

    test('an edit, a reaction and a deletion of what is not known yet find their message when it comes', async (t) => {
      const conversation = await Conversation.open(t, synapse, kind)
      const { friend, roomId } = conversation
      await conversation.start()
      await conversation.stop()
      const [edited, liked, deleted] = [
        await conversation.hear('wrng'),
        await conversation.hear('liked'),
        await conversation.hear('deleted'),
      ]
      await hearAll(conversation, series('filler', 25))
      await friend.edit(roomId, edited, `right ${watchword}`)
      await friend.react(roomId, liked, '❤️')
      await friend.redact(roomId, deleted)
      await conversation.start()
      const timeline = await conversation.timeline(10)
      await timeline.until((all) => textsOf(all).at(-1) === 'filler 25')
      const rows = await scrollToStart(timeline)
      const byId = (eventId: string): TimelineRow | undefined => rows.find((row) => row.eventId === eventId)
      assert.deepEqual([byId(edited)?.plain, byId(edited)?.isEdited], [`right ${watchword}`, true])
      assert.deepEqual(byId(liked)?.reactions.map(({ key, count }) => [key, count]), [['❤️', 1]])
      assert.equal(byId(deleted)?.content.type, 'redacted')
      await assertIsServersOrder(conversation, rows)
    })

    test('opens at a message far back, and reads on from there to the present', async (t) => {
      const conversation = await Conversation.open(t, synapse, kind)
      await conversation.start()
      await conversation.stop()
      const target = await conversation.hear('far back')
      await hearAll(conversation, series('since', 60))
      await conversation.start()
      const { account, roomId } = conversation
      const timeline = await conversation.client.watch('timeline', { account, roomId, count: 20, at: target as never })
      await timeline.until(
        (rows, head) => head.anchor !== null && rows.some(({ key }) => key === head.anchor) && textsOf(rows).length >= 10,
      )
      for (let shown = -1; timeline.head?.isLive !== true && shown < timeline.rows.length;) {
        shown = timeline.rows.length
        await timeline.move({ to: 'newer', count: 30 })
        await timeline.until((rows, head) => head.isLive || (rows.length > shown && head.newer === 'idle'))
      }
      // Until a sync has told what is new, the end of what was fetched is the newest there is.
      const rows = await timeline.until((all, head) => head.isLive && isWhole(all) && textsOf(all).at(-1) === 'since 60')
      assert.deepEqual(textsOf(rows).slice(-61), ['far back', ...series('since', 60)])
      await assertIsServersOrder(conversation, rows)
    })
  })
}

describe('a server that forgot the position', () => {
  test('is asked from the start, and what it tells is joined with what is here', async (t) => {
    const conversation = await Conversation.open(t, synapse)
    await hearAll(conversation, series('known', 30))
    await conversation.start()
    const timeline = await conversation.timeline()
    await scrollToStart(timeline)
    conversation.proxy.inject(/POST .*\/sync\?.*pos=/, refusals.unknownPosition(), 1)
    const fromTheStart = /POST .*\/sync(?!.*pos=)/
    assert.equal(conversation.proxy.seen(fromTheStart).length, 1)
    await conversation.hear('meanwhile')
    await timeline.until((rows) => textsOf(rows).at(-1) === 'meanwhile')
    await hearAll(conversation, ['one more'])
    await timeline.until((rows) => textsOf(rows).at(-1) === 'one more')
    assert.equal(conversation.proxy.seen(fromTheStart).length, 2)
    assert.deepEqual(textsOf(timeline.rows), [...series('known', 30), 'meanwhile', 'one more'])
    await assertIsServersOrder(conversation, timeline.rows)
  })

  test('and forgets every position at once still tells what is new, once', async (t) => {
    const conversation = await Conversation.open(t, synapse)
    await conversation.start()
    const timeline = await conversation.timeline()
    conversation.proxy.inject(/POST .*\/sync\?.*pos=/, refusals.unknownPosition())
    await conversation.hear('first')
    await timeline.until((rows) => textsOf(rows).includes('first'))
    await conversation.hear('second')
    await timeline.until((rows) => textsOf(rows).includes('second'))
    assert.deepEqual(textsOf(timeline.rows), ['first', 'second'])
  })
})
