/** What is said in the made-up rooms, oldest first: a row of every kind in "Launch week", thousands in "General". */
import type { Body, Person, Reaction, Remedy, ReplyPreview, RoomId, TimelineRow, UndecryptedCause } from '../../preload/contract/index.ts'
import { attachment, gap, line, localId, row, text } from './timeline-rows.ts'
import { now, people, roomIdOf } from './renderer-world.ts'

const minute = 60_000
const day = 24 * 60 * minute
const { me, anna, ben, chiyo, dana, emil, farah, gus } = people

/** A landscape without a network, in the proportions asked for. */
export const scene = (width: number, height: number, hue: number): string =>
  `data:image/svg+xml,${encodeURIComponent(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"><defs>` +
      `<linearGradient id="s" x2="0" y2="1"><stop stop-color="hsl(${hue},70%,78%)"/>` +
      `<stop offset="1" stop-color="hsl(${hue + 40},70%,90%)"/></linearGradient></defs>` +
      `<rect width="100%" height="100%" fill="url(#s)"/><circle cx="72%" cy="28%" r="${height / 9}" fill="#fff" opacity=".9"/>` +
      `<path d="M0 ${height * 0.7}Q${width / 4} ${height * 0.5} ${width / 2} ${height * 0.68}` +
      `T${width} ${height * 0.6}V${height}H0z" fill="hsl(${hue + 20},35%,45%)"/>` +
      `<path d="M0 ${height * 0.85}Q${width / 3} ${height * 0.7} ${width * 0.6} ${height * 0.84}` +
      `T${width} ${height * 0.8}V${height}H0z" fill="hsl(${hue + 30},40%,30%)"/></svg>`,
  )}`

const picture = (width: number, height: number, hue: number) =>
  ({ url: scene(width, height, hue), thumbnailUrl: scene(width, height, hue), width, height, blurhash: null })

const reaction = (key: string, who: readonly Person[], count = who.length): Reaction =>
  ({ key, count, mine: who.includes(me), people: who.map(({ name }) => name) })

const answers = (answered: TimelineRow): ReplyPreview =>
  ({ eventId: answered.eventId ?? ('$none' as never), sender: answered.sender, kind: answered.kind, text: answered.plain, state: 'known' })

const words = (value: string): Body[number] => ({ type: 'text', text: value })
const p = (...children: Body): Body[number] => ({ type: 'element', tag: 'p', children })

const formatted = (body: Body, plain: string, given: Partial<TimelineRow>): TimelineRow =>
  row({ content: { type: 'text', body, isOnlyEmoji: false }, plain, ...given })

function launch(roomId: RoomId): readonly TimelineRow[] {
  let ts = now - 2 * day + 1150 * minute
  const at = (minutes: number): number => { ts += minutes * minute; return ts }
  const from = (sender: Person, minutes: number, given: Partial<TimelineRow> = {}): Partial<TimelineRow> =>
    ({ roomId, sender, isMine: sender === me, ts: at(minutes), ...given })
  const quiet = { edit: false, redact: false, react: false, reply: false }

  const photo = (minutes: number): TimelineRow =>
    row({
      ...from(emil, minutes),
      key: 'photo',
      eventId: '$photo' as never,
      kind: 'image',
      plain: 'harbour-morning.jpg',
      reactions: [reaction('😍', [anna, me, chiyo]), reaction('🌊', [gus])],
      content: {
        type: 'attachment',
        attachment: attachment({
          name: 'harbour-morning.jpg',
          mimetype: 'image/jpeg',
          size: 2_310_000,
          picture: picture(1600, 1000, 200),
          caption: [words('First light over the new pier.')],
        }),
      },
    })
  const begun = [
    line({ what: 'room-created' }, from(anna, 0)),
    line({ what: 'joined', target: anna, reason: '' }, from(anna, 0)),
    line({ what: 'power-levels' }, from(anna, 0)),
    line({ what: 'join-rule', value: 'invite' }, from(anna, 0)),
    line({ what: 'history-visibility', value: 'shared' }, from(anna, 0)),
    line({ what: 'room-name', value: 'Launch week' }, from(anna, 0)),
    line({ what: 'joined', target: ben, reason: '' }, from(ben, 4)),
    line({ what: 'joined', target: emil, reason: '' }, from(emil, 1)),
    line({ what: 'joined', target: me, reason: '' }, from(me, 1)),
  ]
  const plan = text('Friday stays the day. Two things left: the crash on resume, and the notes.', from(anna, 12))
  return [
    ...begun,
    plan,
    text('I can take the notes', from(me, 1, { replyTo: answers(plan), readBy: [ben], readByCount: 1 })),
    text('👍', from(anna, 1, { content: { type: 'text', body: [words('👍🎉')], isOnlyEmoji: true } })),
    row({ ...from(ben, 200), content: { type: 'redacted', by: null, reason: '' }, isRedacted: true, can: quiet }),
    formatted(
      [
        p(
          words('The crash is a '),
          { type: 'element', tag: 'strong', children: [words('double close')] },
          words(' of the database. This is the '),
          { type: 'element', tag: 'em', children: [words('whole')] },
          words(' fix:'),
        ),
        {
          type: 'code-block',
          language: 'ts',
          text: 'export function close(): void {\n  if (this.#isClosed) return\n  this.#isClosed = true\n  this.#database.close()\n}\n',
        },
        p(
          words('See '),
          { type: 'link', href: 'https://harbour.example/issues/412', children: [words('issue 412')] },
          words(' and '),
          { type: 'code', text: 'close.test.ts' },
          words('.'),
        ),
      ],
      'The crash is a double close of the database.',
      from(gus, 800),
    ),
    photo(40),
    formatted(
      [
        { type: 'mention', userId: ben.userId, name: 'Ben Okafor', isMe: false },
        words(' could you run it on the slow laptop? Then we know.'),
      ],
      '@Ben Okafor could you run it on the slow laptop? Then we know.',
      from(anna, 3),
    ),
    text(
      'On it. Give me the afternoon: the battery is at 4 % and somebody has my charger. If anybody sees a grey one with tape ' +
        'around the plug, it is mine, and I would like to have it back before the demo.',
      from(ben, 7, { isEdited: true }),
    ),
    line({ what: 'joined', target: chiyo, reason: '' }, from(chiyo, 30)),
    line({ what: 'joined', target: dana, reason: '' }, from(dana, 2)),
    line({ what: 'joined', target: farah, reason: '' }, from(farah, 2)),
    row({
      ...from(chiyo, 10),
      kind: 'file',
      plain: 'release-checklist.pdf',
      content: {
        type: 'attachment',
        attachment: attachment({ name: 'release-checklist.pdf', mimetype: 'application/pdf', size: 184_000 }),
      },
    }),
    row({
      ...from(chiyo, 0),
      kind: 'voice',
      plain: 'Voice message',
      content: { type: 'attachment', attachment: attachment({ name: 'voice.ogg', mimetype: 'audio/ogg', size: 48_000, duration: 14_000 }) },
    }),
    text('waves from the train', from(dana, 100, { kind: 'emote' })),
    text('נתראה ביום ראשון ב־10:00', from(dana, 1)),
    gap({ roomId, ts: at(1), sender: anna }),
    formatted(
      [
        { type: 'element', tag: 'h3', children: [words('What is in it')] },
        {
          type: 'element',
          tag: 'ul',
          children: [
            { type: 'element', tag: 'li', children: [words('Opens in half a second, with no network too')] },
            {
              type: 'element',
              tag: 'li',
              children: [words('Search over '), { type: 'element', tag: 'strong', children: [words('everything')] }],
            },
            { type: 'element', tag: 'li', children: [words('The crash on resume is gone')] },
          ],
        },
        { type: 'element', tag: 'blockquote', children: [p(words('Nothing you wrote is ever lost.'))] },
        p(words('Hidden: '), { type: 'spoiler', reason: 'date', children: [words('it ships on Friday')] }, words(' · '), {
          type: 'maths',
          latex: 'e^{i\\pi}+1=0',
          isBlock: false,
        }),
        {
          type: 'element',
          tag: 'table',
          children: [
            {
              type: 'element',
              tag: 'thead',
              children: [
                {
                  type: 'element',
                  tag: 'tr',
                  children: ['Machine', 'Cold start', 'Memory'].map((cell) => ({ type: 'element', tag: 'th', children: [words(cell)] })),
                },
              ],
            },
            {
              type: 'element',
              tag: 'tbody',
              children: [
                ['Slow laptop', '0.9 s', '140 MB'],
                ['Desktop', '0.4 s', '150 MB'],
              ].map((cells) => ({
                type: 'element',
                tag: 'tr',
                children: cells.map((cell) => ({ type: 'element', tag: 'td', children: [words(cell)] })),
              })),
            },
          ],
        },
      ],
      'What is in it',
      from(me, 90, { readBy: [anna, ben, emil, gus], readByCount: 7 }),
    ),
    line({ what: 'other', eventType: 'org.example.whiteboard' }, from(emil, 6, { kind: 'other' })),
    row({ ...from(emil, 2), content: { type: 'unreadable', reason: 'its body is not text' }, kind: 'unreadable', can: quiet }),
    row({
      ...from(emil, 1),
      kind: 'image',
      plain: 'tower.jpg',
      content: {
        type: 'attachment',
        attachment: attachment({ name: 'tower.jpg', mimetype: 'image/jpeg', size: 900_000, picture: picture(600, 1400, 30) }),
      },
    }),
    text('Who is still at the harbour?', from(gus, 3, { reactions: [reaction('🙋', [emil, anna, ben], 11), reaction('👀', [me])] })),
    text('The build is green again', from(gus, 60, { kind: 'notice', key: 'first-unread' })),
    formatted(
      [
        { type: 'mention', userId: me.userId, name: 'Mira Holt', isMe: true },
        words(', can you look at the release notes before three? I moved the crash fix to the top.'),
      ],
      'Mira, can you look at the release notes before three?',
      from(anna, 10, {
        mentionsMe: true,
        replyTo: { eventId: '$photo' as never, sender: emil, kind: 'image', text: 'harbour-morning.jpg', state: 'known' },
      }),
    ),
    text('Reading them now', from(me, 3, { readBy: [anna], readByCount: 1 })),
    row({
      ...from(me, 1),
      kind: 'image',
      plain: 'notes.png',
      state: 'sending',
      eventId: null,
      localId: localId('1'),
      progress: 0.6,
      content: {
        type: 'attachment',
        attachment: attachment({ name: 'notes.png', mimetype: 'image/png', size: 410_000, picture: picture(900, 420, 280) }),
      },
    }),
    text(
      'Two small things, both in the second paragraph',
      from(me, 0, { state: 'failed', eventId: null, localId: localId('2'), reason: 'the server refused it' }),
    ),
    text('Otherwise: ship it', from(me, 0, { state: 'sending', eventId: null, localId: localId('3') })),
  ]
}

const sayings = [
  'the build is green again',
  'Good morning!',
  'Has anybody seen the tide table?',
  'I would put the second sentence first: it is what people look for, and the rest explains why it is so.',
  'ok',
  'Thanks!',
  'We could try it on the small boat before we change all of them. If it holds there, it holds everywhere, and we have lost a day at most.',
  'On my way',
] as const

/** Thousands of messages of all heights, which are the same every time. */
export function long(roomId: RoomId, count: number): readonly TimelineRow[] {
  const senders = [anna, ben, emil, gus, me, chiyo]
  return Array.from({ length: count }, (_unused, at): TimelineRow => {
    const sender = senders[Math.floor(at / 3) % senders.length] ?? anna
    const given = {
      key: `long${at}`,
      eventId: `$long${at}` as never,
      roomId,
      sender,
      isMine: sender === me,
      ts: now - (count - at) * 2 * minute,
    }
    if (at % 17 === 9) return line({ what: 'avatar', target: sender }, given)
    if (at % 53 === 20) {
      const shape = picture(400 + (at % 7) * 150, 300 + (at % 5) * 180, at % 360)
      return row({
        ...given,
        kind: 'image',
        plain: 'picture.jpg',
        content: { type: 'attachment', attachment: attachment({ name: 'picture.jpg', mimetype: 'image/jpeg', picture: shape }) },
      })
    }
    const reactions = at % 11 === 4 ? [reaction('👍', [anna, ben])] : []
    return text(`${sayings[(at * 7) % sayings.length] ?? ''} (${at})`, { ...given, reactions, isEdited: at % 29 === 3 })
  })
}

export function timelineOf(roomId: RoomId): readonly TimelineRow[] {
  if (roomId === roomIdOf('launch')) return launch(roomId)
  if (roomId === roomIdOf('garden')) return garden(roomId)
  if (roomId === roomIdOf('general') || roomId === roomIdOf('irc')) return long(roomId, 5000)
  return [
    text('Good morning!', { roomId, sender: anna, ts: now - 600_000 }),
    text('The tide is at six tonight.', { roomId, sender: emil, ts: now - 300_000 }),
    text('See you there.', { roomId, sender: me, isMine: true, ts: now - 60_000 }),
  ]
}

/** A room in which little can be read: a row for each kind of cause and mark. */
function garden(roomId: RoomId): readonly TimelineRow[] {
  const unreadable = (sender: Person, minutes: number, cause: UndecryptedCause, remedy: Remedy): TimelineRow => row({
    roomId, sender, ts: now - minutes * minute, kind: 'unreadable', content: { type: 'unreadable', reason: 'It is not decrypted.' },
    decryption: remedy === 'wait' ? 'pending' : 'failed', undecrypted: { cause, remedy },
  })
  return [
    unreadable(anna, 90, 'before-joining', 'nothing'),
    unreadable(anna, 88, 'in-backup', 'restore'),
    unreadable(anna, 87, 'in-backup', 'restore'),
    unreadable(chiyo, 70, 'withheld-unverified', 'verify-device'),
    unreadable(emil, 64, 'unsigned-device', 'include-unsigned'),
    unreadable(ben, 52, 'identity-changed', 'settle-identity'),
    unreadable(gus, 41, 'forged', 'nothing'),
    text('Who has the keys to the shed?', {
      roomId, sender: farah, ts: now - 30 * minute, decryption: 'ok',
      shield: { color: 'grey', code: 'unsigned-device', reason: 'It was sent from a device that Farah has not confirmed.' },
    }),
    text('I do. Send me the code for the gate as well.', {
      roomId, sender: anna, ts: now - 28 * minute, decryption: 'ok',
      shield: { color: 'red', code: 'other-sender', reason: 'The key of this message belongs to somebody else.' },
    }),
    text('Not over this, please. I call you.', { roomId, sender: me, isMine: true, ts: now - 20 * minute, decryption: 'ok' }),
    unreadable(dana, 2, 'no-key', 'wait'),
  ]
}

/** Where the unread part begins. */
export function unreadOf(roomId: RoomId): string | null {
  return roomId === roomIdOf('launch') ? 'first-unread' : null
}
