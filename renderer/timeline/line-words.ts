import type { Line, TimelineRow } from '../../preload/contract/index.ts'
import type { Say } from '../text/index.ts'

/** One change of the room as a sentence. */
export function lineWords(line: Line, actor: string, say: Say): string {
  switch (line.what) {
    case 'joined': return say('line.joined', { name: line.target.name })
    case 'left': return say('line.left', { name: line.target.name })
    case 'knocked': return say('line.knocked', { name: line.target.name })
    case 'rejected-invite': return say('line.rejectedInvite', { name: line.target.name })
    case 'invited': return say('line.invited', { actor, name: line.target.name })
    case 'withdrew-invite': return say('line.withdrewInvite', { actor, name: line.target.name })
    case 'unbanned': return say('line.unbanned', { actor, name: line.target.name })
    case 'banned': return withReason(say('line.banned', { actor, name: line.target.name }), line.reason, say)
    case 'kicked': return withReason(say('line.kicked', { actor, name: line.target.name }), line.reason, say)
    case 'renamed': return renamed(line.from, line.to, line.target.name, say)
    case 'avatar': return say('line.avatar', { name: line.target.name })
    case 'unchanged-member': return say('line.unchangedMember', { name: line.target.name })
    case 'room-created': return say('line.roomCreated', { actor })
    case 'room-avatar': return say('line.roomAvatar', { actor })
    case 'encryption-on': return say('line.encryptionOn', { actor })
    case 'pinned': return say('line.pinned', { actor })
    case 'power-levels': return say('line.powerLevels', { actor })
    case 'tombstone': return say('line.tombstone', { actor })
    case 'server-acl': return say('line.serverAcl', { actor })
    case 'room-name': return line.value === '' ? say('line.roomNameRemoved', { actor }) : say('line.roomName', { actor, value: line.value })
    case 'topic': return line.value === '' ? say('line.topicRemoved', { actor }) : say('line.topic', { actor, value: line.value })
    case 'alias': return line.value === '' ? say('line.aliasRemoved', { actor }) : say('line.alias', { actor, value: line.value })
    case 'join-rule': return joinRule(line.value, actor, say)
    case 'history-visibility': return historyVisibility(line.value, actor, say)
    case 'guest-access': return line.value === 'can_join' ? say('line.guestsAllowed', { actor }) : say('line.guestsForbidden', { actor })
    case 'other': return say('line.other', { type: line.eventType })
  }
}

/** The sentence of a row that is a line; "" for any other. */
export function wordsOfRow(row: TimelineRow, say: Say): string {
  return row.content.type === 'line' ? lineWords(row.content.line, row.sender.name, say) : ''
}

function withReason(sentence: string, reason: string, say: Say): string {
  return reason === '' ? sentence : say('line.withReason', { sentence, reason })
}

function renamed(from: string, to: string, name: string, say: Say): string {
  if (to === '') return say('line.nameRemoved', { name: from === '' ? name : from })
  return from === '' ? say('line.nameChosen', { name: to }) : say('line.renamed', { from, to })
}

/** Values of m.room.join_rules; one that this version does not know is quoted. */
function joinRule(rule: string, actor: string, say: Say): string {
  if (rule === 'public') return say('line.joinPublic', { actor })
  if (rule === 'invite' || rule === 'private') return say('line.joinInvite', { actor })
  if (rule === 'knock') return say('line.joinKnock', { actor })
  if (rule === 'restricted' || rule === 'knock_restricted') return say('line.joinRestricted', { actor })
  return say('line.joinOther', { actor, value: rule })
}

/** Values of m.room.history_visibility. */
function historyVisibility(value: string, actor: string, say: Say): string {
  if (value === 'world_readable') return say('line.historyWorld', { actor })
  if (value === 'shared') return say('line.historyShared', { actor })
  if (value === 'invited') return say('line.historyInvited', { actor })
  if (value === 'joined') return say('line.historyJoined', { actor })
  return say('line.historyOther', { actor, value })
}
