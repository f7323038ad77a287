import Hash from '@lucide/svelte/icons/hash'
import LogIn from '@lucide/svelte/icons/log-in'
import MessageCircle from '@lucide/svelte/icons/message-circle'
import type { Overlay } from '../navigation/index.ts'
import { keysOf } from '../navigation/index.ts'
import type { Say } from '../text/index.ts'
import type { MenuItem } from '../ui/index.ts'

/** The three ways to a conversation that is not there yet. */
export function newConversationItems(say: Say, show: (overlay: Overlay) => void): readonly MenuItem[] {
  return [
    {
      label: say('chat.title'), icon: MessageCircle, shortcut: keysOf('startChat'),
      onSelect: () => show({ kind: 'start-chat', person: '' }),
    },
    { label: say('create.title'), icon: Hash, onSelect: () => show({ kind: 'create-room' }) },
    { label: say('join.title'), icon: LogIn, onSelect: () => show({ kind: 'join', address: '' }) },
  ]
}
