import CodeXml from '@lucide/svelte/icons/code-xml'
import Copy from '@lucide/svelte/icons/copy'
import Download from '@lucide/svelte/icons/download'
import Pencil from '@lucide/svelte/icons/pencil'
import Reply from '@lucide/svelte/icons/reply'
import RotateCcw from '@lucide/svelte/icons/rotate-ccw'
import SmilePlus from '@lucide/svelte/icons/face-slightly-smiling-plus'
import Trash from '@lucide/svelte/icons/trash'
import X from '@lucide/svelte/icons/x'
import type { LucideIcon } from '@lucide/svelte'
import type { TimelineRow } from '../../preload/contract/index.ts'
import type { MessageKey, Say } from '../text/index.ts'
import type { MenuItem } from '../ui/index.ts'
import type { ConversationContext } from './conversation-context.ts'
import { actionsFor, type RowAction } from './row-actions.ts'

type Looks = {
  readonly icon: LucideIcon
  readonly label: MessageKey & `message.${string}`
  readonly shortcut?: string
  readonly isDanger?: true
}

/** How each action is offered in a menu. */
export const looks = {
  retry: { icon: RotateCcw, label: 'message.retry' },
  discard: { icon: X, label: 'message.discard', isDanger: true },
  react: { icon: SmilePlus, label: 'message.react', shortcut: '+' },
  reply: { icon: Reply, label: 'message.reply', shortcut: 'R' },
  edit: { icon: Pencil, label: 'message.edit', shortcut: 'E' },
  copy: { icon: Copy, label: 'message.copy' },
  download: { icon: Download, label: 'message.download' },
  source: { icon: CodeXml, label: 'message.source' },
  delete: { icon: Trash, label: 'message.delete', shortcut: 'Delete', isDanger: true },
} as const satisfies Record<RowAction, Looks>

/** Does an action with a row; picking a reaction needs a place on the screen, so that `react` is the row's own. */
export function perform(action: RowAction, row: TimelineRow, conversation: ConversationContext, react: (row: TimelineRow) => void): void {
  const { actions } = conversation
  switch (action) {
    case 'retry': return void actions.retry(row)
    case 'discard': return void actions.discard(row)
    case 'react': return react(row)
    case 'reply': return conversation.reply(row)
    case 'edit': return conversation.edit(row)
    case 'copy': return void actions.copy(row.plain)
    case 'download': return void actions.save(row)
    case 'source': return conversation.showSource(row)
    case 'delete': return conversation.remove(row)
  }
}

/** The lines of a row's menu; `select` is told which one it was. */
export function menuOf(row: TimelineRow, say: Say, select: (action: RowAction) => void): readonly MenuItem[] {
  const actions = actionsFor(row)
  return actions.map((action): MenuItem => {
    const { icon, label, ...more } = looks[action]
    const startsGroup = action !== actions[0] && (action === 'copy' || action === 'delete')
    return { icon, label: say(label), ...more, ...(startsGroup ? { startsGroup } : {}), onSelect: () => select(action) }
  })
}
