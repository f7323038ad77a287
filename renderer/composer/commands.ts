/** The words after a slash at the start of a message. What they do is the sender's business (`plan.ts`). */
import { isRoomAlias, isRoomId, isUserId, type UserId } from '../../preload/contract/index.ts'

export const commandNames = ['me', 'plain', 'invite', 'join', 'leave'] as const
export type CommandName = (typeof commandNames)[number]

export type Command =
  | { readonly name: 'me' | 'plain'; readonly text: string }
  | { readonly name: 'invite'; readonly userId: UserId }
  | { readonly name: 'join'; readonly room: string }
  | { readonly name: 'leave' }

export type Parsed =
  /** Not a command; `text` is what to send, without the slash that escaped another. */
  | { readonly is: 'text'; readonly text: string }
  | { readonly is: 'command'; readonly command: Command }
  | { readonly is: 'unknown'; readonly word: string }
  /** The command wants something after it that is not there or is no such thing. */
  | { readonly is: 'incomplete'; readonly name: Exclude<CommandName, 'leave'> }

/** "/me waves". A first word with another slash in it is a path, and `//` sends a slash. */
export function parseCommand(text: string): Parsed {
  if (text.startsWith('//')) return { is: 'text', text: text.slice(1) }
  const match = /^\/(?<word>[a-z]+)(?:\s+(?<rest>[\s\S]*))?$/u.exec(text)
  if (match?.groups === undefined) return { is: 'text', text }
  const { word = '', rest = '' } = match.groups
  const name = commandNames.find((one) => one === word)
  return name === undefined ? { is: 'unknown', word } : withArgument(name, rest.trim())
}

function withArgument(name: CommandName, rest: string): Parsed {
  switch (name) {
    case 'leave': return { is: 'command', command: { name } }
    case 'me':
    case 'plain': return rest === '' ? { is: 'incomplete', name } : { is: 'command', command: { name, text: rest } }
    case 'invite': return isUserId(rest) ? { is: 'command', command: { name, userId: rest } } : { is: 'incomplete', name }
    case 'join': return isRoomAlias(rest) || isRoomId(rest) ? { is: 'command', command: { name, room: rest } } : { is: 'incomplete', name }
  }
}
