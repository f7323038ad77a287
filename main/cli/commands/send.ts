import { resolve } from 'node:path'
import type { LocalId, RoomId, UserId } from '../../../preload/contract/ids.ts'
import { usageError } from '../cli-error.ts'
import { defineCommand, type CommandInput } from '../command.ts'
import type { EngineSession } from '../engine/session.ts'
import { finish, queueHelp, queueOption, sentEvent } from './finish.ts'
import { readEventId, readTarget, readUserId } from './ids.ts'

const options = {
  'markdown': { type: 'boolean' },
  'reply': { type: 'string' },
  'thread': { type: 'string' },
  'mention': { type: 'string', multiple: true },
  'file': { type: 'string' },
  'caption': { type: 'string' },
  'voice': { type: 'boolean' },
  ...queueOption,
} as const

type Values = CommandInput<typeof options>['values']

export const send = defineCommand({
  usage: [
    'send ROOM TEXT [--markdown] [--reply EVENT] [--thread EVENT] [--mention USER]… [--queue-only]',
    'send ROOM --file PATH [--caption TEXT] [--voice] [--reply EVENT] [--thread EVENT] [--queue-only]',
  ],
  details: [
    'Sends a message or a file. When the server cannot be reached it stays in the outbox, and the status is 4.',
    '',
    '--markdown         read TEXT as Markdown',
    '--reply EVENT      answer an event, or something that still waits in the outbox',
    '--thread EVENT     within the thread that this event began',
    '--mention USER     call a user; may be given several times',
    '--file PATH        send this file instead of a text',
    '--caption TEXT     a text with the file',
    '--voice            the file is a voice message',
    queueHelp,
  ],
  options,
  words: [1, 2],
  run: async ({ values, positionals: [room = '', text] }, context) => {
    checkForm(values, text)
    const session = await context.openEngine()
    const account = await session.accountId(context.accountId)
    const { roomId } = await session.call('room.resolve', { account, room })
    const localId = await enqueue(session, { account, roomId }, values, text)
    return finish({ session, account, localId, context, isQueueOnly: values['queue-only'] === true, done: sentEvent(localId, 'Sent') })
  },
})

function checkForm({ file, caption, voice, markdown, mention }: Values, text: string | undefined): void {
  if (file === undefined && (text === undefined || text === '')) throw usageError('send needs a text, or --file with the path of a file.')
  if (file !== undefined && text !== undefined) throw usageError('A file has no text beside it: give it with --caption.')
  if (file === undefined && (caption !== undefined || voice === true)) throw usageError('--caption and --voice belong to --file.')
  if (file !== undefined && (markdown === true || mention !== undefined)) throw usageError('--markdown and --mention belong to a text.')
}

async function enqueue(
  session: EngineSession, place: { readonly account: UserId; readonly roomId: RoomId }, values: Values, text: string | undefined,
): Promise<LocalId> {
  const { file, caption, voice, markdown, reply, thread, mention } = values
  const context = {
    ...(reply !== undefined && { replyTo: readTarget(reply) }),
    ...(thread !== undefined && { thread: readEventId(thread) }),
  }
  if (file === undefined) {
    const { localId } = await session.call('message.send', {
      ...place, ...context, text: text ?? '', format: markdown === true ? 'markdown' : 'plain',
      ...(mention !== undefined && { mentions: mention.map(readUserId) }),
    })
    return localId
  }
  const { localId } = await session.call('message.sendFile', {
    // Another process may read it, with another folder as its own.
    ...place, ...context, source: { from: 'path', path: resolve(file) },
    ...(caption !== undefined && { caption }), ...(voice === true && { isVoice: true }),
  })
  return localId
}
