import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { TimelineHead, TimelineRow } from '../../../../preload/contract/index.ts'
import { decorate } from '../../../../renderer/timeline/decorate.ts'
import type { TimelineItem } from '../../../../renderer/timeline/items.ts'
import { gap, head, joined, left, line, me, noon, person, row, text } from '../../../harness/timeline-rows.ts'

const minute = 60_000
const day = 24 * 60 * minute

type Given = { readonly head?: Partial<TimelineHead>; readonly opened?: readonly string[]; readonly showsMembership?: boolean }

/** Draws what comes out: `[day] a> a< | unread | fold(3) …`, where `>` starts a group. */
function draw(rows: readonly TimelineRow[], given: Given = {}): string {
  return items(rows, given).map(drawn).join(' ')
}

function items(rows: readonly TimelineRow[], given: Given = {}): readonly TimelineItem[] {
  return decorate(rows, {
    head: head({ atStart: true, ...given.head }), opened: new Set(given.opened), showsMembership: given.showsMembership ?? true,
  })
}

function drawn(item: TimelineItem): string {
  switch (item.type) {
    case 'message': return `${item.row.key}${item.startsGroup ? '>' : ''}`
    case 'line': return `${item.isNested ? '  ' : ''}-${item.row.key}`
    case 'fold': return `${item.isOpen ? 'open' : 'fold'}(${item.rows.length})`
    case 'gap': return '~'
    case 'edge': return `<${item.side}>`
    case 'day': case 'unread': case 'start': return `[${item.type}]`
  }
}

const said = (key: string, minutes: number, given: Partial<TimelineRow> = {}): TimelineRow =>
  text(key, { key, ts: noon + minutes * minute, ...given })

describe('the timeline as it is drawn', () => {
  test('messages of one sender within five minutes of each other are one group', () => {
    assert.equal(draw([said('a', 0), said('b', 4), said('c', 9), said('d', 15)]), '[start] [day] a> b c d>')
  })

  test('another sender, an emote or anything in between starts a new group', () => {
    const ben = person('Ben')
    assert.equal(
      draw([
        said('a', 0),
        said('b', 0, { sender: ben }),
        said('c', 0, { sender: ben, kind: 'emote' }),
        said('d', 0, { sender: ben }),
        joined('Cem', { key: 'j' }),
        said('e', 0, { sender: ben }),
      ]),
      '[start] [day] a> b> c> d> -j e>',
    )
  })

  test('a new day gets a line, and starts a group even within five minutes', () => {
    const midnight = new Date(2026, 10, 24).getTime()
    assert.equal(draw([text('a', { key: 'a', ts: midnight - minute }), text('b', { key: 'b', ts: midnight })]), '[start] [day] a> [day] b>')
  })

  test('days are those of the local zone, in a week with a change of clocks too', () => {
    const rows = [0, 1, 2].map((at) => text('x', { key: `k${at}`, ts: new Date(2026, 9, 24 + at, 23, 30).getTime() }))
    assert.equal(draw(rows), '[start] [day] k0> [day] k1> [day] k2>')
  })

  test('one message with a wrong clock draws no day lines of its own', () => {
    const wrong = [noon + 400 * day, 0, Number.NaN, 1e300]
    for (const ts of wrong) assert.equal(draw([said('a', 0), text('b', { key: 'b', ts }), said('c', 1)]).match(/\[day\]/g)?.length, 1)
  })

  test('the unread line stands before the first unread row and splits its group', () => {
    assert.equal(draw([said('a', 0), said('b', 1), said('c', 2)], { head: { unreadFrom: 'b' } }), '[start] [day] a> [unread] b> c')
  })

  test('the unread line stands before the next shown row when its own is hidden', () => {
    const rows = [said('a', 0), joined('Ben', { key: 'j' }), said('b', 1)]
    assert.equal(draw(rows, { head: { unreadFrom: 'j' }, showsMembership: false }), '[start] [day] a> [unread] b>')
  })

  test('there is no unread line for a row that is not here', () => {
    assert.equal(draw([said('a', 0)], { head: { unreadFrom: 'gone' } }), '[start] [day] a>')
  })

  test('three and more lines in a row are folded, two are not', () => {
    const lines = ['Ben', 'Cem', 'Dora'].map((name) => joined(name, { key: name }))
    assert.equal(draw(lines), '[start] [day] fold(3)')
    assert.equal(draw(lines.slice(1)), '[start] [day] -Cem -Dora')
  })

  test('an opened fold shows its lines and stays open while it grows at either end', () => {
    const lines = ['Ben', 'Cem', 'Dora', 'Emil'].map((name) => joined(name, { key: name }))
    assert.equal(draw(lines, { opened: ['Cem'] }), '[start] [day] open(4)   -Ben   -Cem   -Dora   -Emil')
  })

  test('a fold does not reach over a day line or the unread line', () => {
    const lines = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => left(name, { key: name }))
    assert.equal(draw(lines, { head: { unreadFrom: 'd' } }), '[start] [day] fold(3) [unread] fold(3)')
    const overnight = lines.map((one, at) => ({ ...one, ts: at < 3 ? noon - day : noon }))
    assert.equal(draw(overnight), '[start] [day] fold(3) [day] fold(3)')
  })

  test('member events that change nothing are never drawn', () => {
    assert.equal(draw([said('a', 0), line({ what: 'unchanged-member', target: me }), said('b', 1)]), '[start] [day] a> b')
  })

  test('member lines can be switched off, other lines stay', () => {
    const rows = [joined('Ben'), line({ what: 'topic', value: 'x' }, { key: 't' })]
    assert.equal(draw(rows, { showsMembership: false }), '[start] [day] -t')
  })

  test('a gap and the edges where more is to be had are items, the start of the room stands for the first', () => {
    assert.equal(draw([said('a', 0), gap(), said('b', 1)], { head: { atStart: false, isLive: false } }), '<older> [day] a> ~ b> <newer>')
  })

  test('a gap at an edge is that edge', () => {
    assert.equal(draw([gap(), said('a', 0), gap()], { head: { atStart: false, isLive: false } }), '<older> [day] a> <newer>')
    assert.equal(draw([gap(), said('a', 0), gap()]), '[start] [day] ~ a> ~')
  })

  test('an empty room still has its beginning', () => {
    assert.equal(draw([]), '[start]')
  })

  test('every item has a key of its own, whatever the rows are', () => {
    let seed = 7
    const random = (below: number): number => { seed = (seed * 48_271) % 2_147_483_647; return seed % below }
    for (let round = 0; round < 200; round += 1) {
      const rows = Array.from({ length: random(40) }, (_unused, at) => {
        const given = { key: `k${at}`, ts: noon + (random(100) - 50) * day / 7 }
        return random(3) === 0
          ? joined(`P${random(5)}`, given)
          : random(9) === 0
            ? gap(given)
            : text('x', { ...given, sender: person(`P${random(3)}`) })
      })
      const keys = items(rows, {
        head: { unreadFrom: `k${random(40)}`, atStart: random(2) === 0, isLive: random(2) === 0 },
        opened: [`k${random(40)}`],
      }).map(({ key }) => key)
      assert.equal(new Set(keys).size, keys.length)
    }
  })

  test('redacted and unreadable rows are messages of their group', () => {
    const rows = [
      said('a', 0),
      row({ key: 'r', content: { type: 'redacted', by: null, reason: '' } }),
      row({ key: 'u', content: { type: 'unreadable', reason: 'x' } }),
    ]
    assert.equal(draw(rows), '[start] [day] a> r u')
  })
})
