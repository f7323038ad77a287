import type { Person } from '../../../preload/contract/rows/person.ts'
import type { Line } from '../../../preload/contract/rows/timeline-row.ts'
import { assertNever } from '../../engine/base/assert-never.ts'

/** A change of a room in words, `sender` being who made it. The names in it are as their owners wrote them. */
export function lineText(line: Line, sender: Person): string {
  switch (line.what) {
    case 'joined':
    case 'left':
    case 'invited':
    case 'banned':
    case 'unbanned':
    case 'kicked':
    case 'knocked':
    case 'rejected-invite':
    case 'withdrew-invite':
      return `${membershipText(line.what, sender.name, line.target.name)}${line.reason === '' ? '' : `: ${line.reason}`}`
    case 'renamed': return `${line.from} is called ${line.to} now`
    case 'avatar': return `${line.target.name} has a new picture`
    case 'unchanged-member': return `nothing changed for ${line.target.name}`
    case 'other': return `something of the type ${line.eventType}, which this version does not show`
    case 'room-name': return `${sender.name} named the room ${line.value}`
    case 'topic': return `${sender.name} set the topic: ${line.value}`
    case 'join-rule': return `${sender.name} changed who may join: ${line.value}`
    case 'history-visibility': return `${sender.name} changed who may read the history: ${line.value}`
    case 'guest-access': return `${sender.name} changed what guests may do: ${line.value}`
    case 'alias': return `${sender.name} set the address: ${line.value}`
    default: return `${sender.name} ${plainChanges[line.what]}`
  }
}

type MembershipChange = Extract<Line, { readonly reason: string }>['what']
type PlainChange = Exclude<Line, { readonly target: Person } | { readonly value: string } | { readonly eventType: string }>['what']

const plainChanges: Readonly<Record<PlainChange, string>> = {
  'room-created': 'created the room',
  'room-avatar': 'changed the picture of the room',
  'encryption-on': 'turned encryption on',
  'pinned': 'changed the pinned messages',
  'power-levels': 'changed who may do what',
  'tombstone': 'replaced the room by another one',
  'server-acl': 'changed which servers may take part',
}

function membershipText(what: MembershipChange, sender: string, target: string): string {
  switch (what) {
    case 'joined': return `${target} joined`
    case 'left': return `${target} left`
    case 'knocked': return `${target} asked to be let in`
    case 'rejected-invite': return `${target} declined the invitation`
    case 'invited': return `${sender} invited ${target}`
    case 'banned': return `${sender} banned ${target}`
    case 'unbanned': return `${sender} lifted the ban on ${target}`
    case 'kicked': return `${sender} removed ${target}`
    case 'withdrew-invite': return `${sender} withdrew the invitation of ${target}`
    default: return assertNever(what)
  }
}
