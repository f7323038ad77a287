import { myUserId } from './people.ts'
import type { Json } from './preamble.ts'

const rule = (rule_id: string, actions: readonly unknown[], conditions?: readonly Json[]): Json =>
  ({ rule_id, default: true, enabled: true, actions, ...(conditions && { conditions }) })

const is = (key: string, pattern: string): Json => ({ kind: 'event_match', key, pattern })
const sound = { set_tweak: 'sound', value: 'default' }
const highlight = { set_tweak: 'highlight' }
const ofTwo: Json = { kind: 'room_member_count', is: '2' }

/** The rules that every account begins with (client-server API, "Predefined Rules"), without the rare ones. */
export const pushRules: Json = {
  override: [
    { ...rule('.m.rule.master', []), enabled: false },
    rule('.m.rule.suppress_notices', [], [is('content.msgtype', 'm.notice')]),
    rule('.m.rule.invite_for_me', ['notify', sound], [is('type', 'm.room.member'), is('content.membership', 'invite')]),
    rule('.m.rule.member_event', [], [is('type', 'm.room.member')]),
    rule('.m.rule.is_user_mention', ['notify', highlight, sound], [
      { kind: 'event_property_contains', key: 'content.m\\.mentions.user_ids', value: myUserId },
    ]),
    rule('.m.rule.is_room_mention', ['notify', highlight], [
      { kind: 'event_property_is', key: 'content.m\\.mentions.room', value: true }, { kind: 'sender_notification_permission', key: 'room' },
    ]),
    rule('.m.rule.tombstone', ['notify', highlight], [is('type', 'm.room.tombstone'), is('state_key', '')]),
    rule('.m.rule.reaction', [], [is('type', 'm.reaction')]),
    rule('.m.rule.suppress_edits', [], [{ kind: 'event_property_is', key: 'content.m\\.relates_to.rel_type', value: 'm.replace' }]),
  ],
  content: [],
  room: [],
  sender: [],
  underride: [
    rule('.m.rule.room_one_to_one', ['notify', sound], [ofTwo, is('type', 'm.room.message')]),
    rule('.m.rule.encrypted_room_one_to_one', ['notify', sound], [ofTwo, is('type', 'm.room.encrypted')]),
    rule('.m.rule.message', ['notify'], [is('type', 'm.room.message')]),
    rule('.m.rule.encrypted', ['notify'], [is('type', 'm.room.encrypted')]),
  ],
}
