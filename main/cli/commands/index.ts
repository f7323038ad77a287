import type { Command } from '../command.ts'

type Listed = {
  /** One line of the list of commands. */
  readonly summary: string
  /** Each command is read only when it is used: most of a short command's time is reading the program. */
  readonly load: () => Promise<Command>
}

const laterCommand = (name: string, summary: string): [string, Listed] =>
  [name, { summary: `${summary} (not in this version yet)`, load: async () => (await import('./later.ts')).later(name) }]

/** Every command by its name, in the order of the help. */
export const commands: ReadonlyMap<string, Listed> = new Map<string, Listed>([
  ['login', { summary: 'sign in with a password', load: async () => (await import('./login.ts')).login }],
  ['logout', { summary: 'sign out, and delete what this computer holds', load: async () => (await import('./logout.ts')).logout }],
  ['whoami', { summary: 'who is signed in', load: async () => (await import('./whoami.ts')).whoami }],
  ['sync', { summary: 'take in what is new and send what waits', load: async () => (await import('./sync.ts')).sync }],
  ['rooms', { summary: 'list rooms', load: async () => (await import('./rooms.ts')).rooms }],
  ['timeline', { summary: 'read a room', load: async () => (await import('./timeline.ts')).timeline }],
  ['send', { summary: 'send a message or a file', load: async () => (await import('./send.ts')).send }],
  ['edit', { summary: 'change a message', load: async () => (await import('./edit.ts')).edit }],
  ['redact', { summary: 'take a message back', load: async () => (await import('./redact.ts')).redact }],
  ['react', { summary: 'react to a message', load: async () => (await import('./react.ts')).react }],
  ['read', { summary: 'mark a room as read', load: async () => (await import('./read.ts')).read }],
  ['create', { summary: 'create a room', load: async () => (await import('./create.ts')).create }],
  ['join', { summary: 'join a room or accept an invitation', load: async () => (await import('./join.ts')).join }],
  ['leave', { summary: 'leave a room or decline an invitation', load: async () => (await import('./leave.ts')).leave }],
  ['invite', { summary: 'invite somebody', load: async () => (await import('./invite.ts')).invite }],
  ['members', { summary: 'who is in a room', load: async () => (await import('./members.ts')).members }],
  ['history', { summary: 'bring all of a room to this computer', load: async () => (await import('./history.ts')).history }],
  ['download', { summary: 'save an attachment', load: async () => (await import('./download.ts')).download }],
  ['outbox', { summary: 'what waits to be sent or was refused', load: async () => (await import('./outbox.ts')).outbox }],
  ['devices', { summary: 'your devices', load: async () => (await import('./devices.ts')).devices }],
  ['recovery', { summary: 'the recovery key', load: async () => (await import('./recovery.ts')).recovery }],
  ['verify', { summary: 'verify a device or a person', load: async () => (await import('./verify.ts')).verify }],
  ['keys', { summary: 'export and import keys', load: async () => (await import('./keys.ts')).keys }],
  ['tail', { summary: 'print what comes from now on', load: async () => (await import('./tail.ts')).tail }],
  ['repair', { summary: 'begin a damaged store anew', load: async () => (await import('./repair.ts')).repair }],
  ['rpc', { summary: 'JSON-RPC on standard input and output', load: async () => (await import('./rpc.ts')).rpc }],
  ['home-server', { summary: 'a homeserver on this computer', load: async () => (await import('./home-server.ts')).homeServer }],
  ['search', { summary: 'find messages', load: async () => (await import('./search.ts')).search }],
  laterCommand('export', 'export rooms'),
])
