import assert from 'node:assert/strict'
import { describe, mock, test } from 'node:test'
import { DraftKeeper } from '../../../../renderer/composer/draft-keeper.ts'
import { asPicture } from '../../../../renderer/emoji/as-picture.ts'
import { searchEmoji, type Emoji } from '../../../../renderer/emoji/search.ts'
import { markdownRanges } from '../../../../renderer/composer/markdown-ranges.ts'
import { triggerBefore } from '../../../../renderer/composer/trigger.ts'
import { TypingNotice } from '../../../../renderer/composer/typing-notice.ts'
import type { Draft } from '../../../../preload/contract/index.ts'

describe('completion is offered', () => {
  test('for people after an at sign that starts a word', () => {
    assert.deepEqual(triggerBefore('hello @an', false), { kind: 'person', query: 'an', length: 3 })
    assert.deepEqual(triggerBefore('(@', true), { kind: 'person', query: '', length: 1 })
    assert.equal(triggerBefore('anna@example', false), null)
    assert.equal(triggerBefore('@anna now', false), null)
    assert.equal(triggerBefore(`@${'a'.repeat(41)}`, false), null)
  })

  test('for emoji after a colon and two letters, not for a clock or a smile', () => {
    assert.deepEqual(triggerBefore('so :smi', false), { kind: 'emoji', query: 'smi', length: 4 })
    assert.deepEqual(triggerBefore(':+1', false), { kind: 'emoji', query: '+1', length: 3 })
    for (const text of [':D', '10:30', 'https://x', ': ha', ':smile: ']) assert.equal(triggerBefore(text, false), null)
  })

  test('for commands only where the message starts', () => {
    assert.deepEqual(triggerBefore('/in', true), { kind: 'command', query: 'in', length: 3 })
    assert.deepEqual(triggerBefore('/', true), { kind: 'command', query: '', length: 1 })
    assert.equal(triggerBefore('/in', false), null)
    assert.equal(triggerBefore('/etc/', true), null)
  })
})

describe('searching emoji', () => {
  const emoji = (label: string, shortcodes: readonly string[], tags: readonly string[] = []): Emoji => ({
    unicode: label,
    label,
    shortcodes,
    tags,
    group: 0,
  })
  const all = [
    emoji('grinning cat', ['smiley_cat'], ['smile']),
    emoji('smiling face', ['blush']),
    emoji('grinning face', ['smile']),
    emoji('dog', ['dog']),
  ]

  test('puts the exact name first, then names, labels and tags', () => {
    assert.deepEqual(searchEmoji(all, 'smile', 9).map(({ label }) => label), ['grinning face', 'grinning cat'])
    assert.deepEqual(searchEmoji(all, 'SMIL', 2).map(({ label }) => label), ['grinning cat', 'grinning face'])
    assert.deepEqual(searchEmoji(all, 'zebra', 9), [])
  })
})

describe('a reaction', () => {
  test('is drawn as a picture where its sign can be one, and as text where it is text', () => {
    const keys = ['❤', '❤️', '👍', '5', '#', '+1', 'ok', '☺', '👩‍🚀', '']
    assert.deepEqual(keys.map(asPicture), ['❤️', '❤️', '👍', '5', '#', '+1', 'ok', '☺️', '👩‍🚀', ''])
  })
})

describe('Markdown while it is written', () => {
  const looks = (line: string): string =>
    (markdownRanges([line])[0] ?? [])
      .filter(({ look }) => look !== 'marker')
      .map(({ from, to, look }) => `${look} ${line.slice(from, to)}`)
      .join(', ')

  test('shows bold, italic, struck and code with their signs', () => {
    assert.equal(looks('a **b** _c_ ~~d~~ `e*f*`'), 'code `e*f*`, strong **b**, strike ~~d~~, em _c_')
    assert.deepEqual(markdownRanges(['**b**'])[0], [
      { from: 0, to: 5, look: 'strong' },
      { from: 0, to: 2, look: 'marker' },
      { from: 3, to: 5, look: 'marker' },
    ])
  })

  test('leaves signs alone that mean nothing', () => {
    for (const line of ['2 * 3 * 4', 'snake_case_name', '** a **', '#hashtag', '`open', '>']) assert.equal(looks(line), '', line)
  })

  test('knows quotes, headings and fenced code, in which nothing else counts', () => {
    assert.equal(looks('> a'), 'quote > a')
    assert.equal(looks('## a'), 'heading ## a')
    assert.deepEqual(markdownRanges(['```js', '**a**', '```', '**b**']).map((line) => line[0]?.look), ['fence', 'fence', 'fence', 'strong'])
  })

  test('never leaves the line and never takes long', () => {
    const nasty = ['*'.repeat(5000), '`'.repeat(5000), '_a'.repeat(2500), '**a'.repeat(2000), '~~ '.repeat(1500)]
    for (const [at, ranges] of markdownRanges(nasty).entries()) {
      for (const { from, to } of ranges) assert.ok(from >= 0 && from <= to && to <= (nasty[at]?.length ?? 0))
    }
  })
})

describe('telling that somebody writes', () => {
  test('happens at the start, again while it goes on, and ends with a pause, an empty text or sending', (context) => {
    context.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_000_000 })
    const told: boolean[] = []
    const notice = new TypingNotice((isTyping) => told.push(isTyping))
    notice.stop()
    for (let second = 0; second < 12; second += 1) {
      notice.changed(false)
      context.mock.timers.tick(1000)
    }
    assert.deepEqual(told, [true, true])
    context.mock.timers.tick(5000)
    assert.deepEqual(told, [true, true, false])
    notice.changed(false)
    notice.changed(true)
    notice.changed(false)
    notice.stop()
    notice.stop()
    assert.deepEqual(told.slice(3), [true, false, true, false])
  })
})

describe('a draft', () => {
  const draft = (text: string): Draft => ({ text, replyTo: null })

  test('is kept once writing pauses, and at once when the room is left', (context) => {
    context.mock.timers.enable({ apis: ['setTimeout'] })
    const save = mock.fn((_draft: Draft | null) => {})
    const kept = (): unknown[] => save.mock.calls.map((call) => call.arguments[0]?.text ?? null)
    const keeper = new DraftKeeper(draft('before'), save)
    keeper.flush()
    keeper.changed(draft('a'))
    keeper.changed(draft('ab'))
    context.mock.timers.tick(400)
    keeper.changed(draft('abc'))
    keeper.flush()
    context.mock.timers.tick(400)
    keeper.changed(draft(' '))
    keeper.flush()
    assert.deepEqual(kept(), ['ab', 'abc', null])
  })
})
