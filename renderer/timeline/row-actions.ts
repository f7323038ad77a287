import type { TimelineRow } from '../../preload/contract/index.ts'

/** What can be done with a row, in the order in which it is offered. */
export const rowActions = ['retry', 'discard', 'react', 'reply', 'edit', 'copy', 'download', 'source', 'delete'] as const
export type RowAction = (typeof rowActions)[number]

export function actionsFor(row: TimelineRow): readonly RowAction[] {
  const { content, can, state } = row
  const isFailed = state === 'failed'
  const offered: Readonly<Record<RowAction, boolean>> = {
    retry: isFailed && row.localId !== null,
    discard: isFailed && row.localId !== null,
    react: can.react && !isFailed,
    reply: can.reply && !isFailed,
    edit: can.edit,
    copy: row.plain !== '' && content.type !== 'gap',
    download: content.type === 'attachment' && row.eventId !== null,
    source: row.eventId !== null && content.type !== 'gap',
    // What was never sent is discarded, not deleted.
    delete: can.redact && !isFailed && content.type !== 'redacted',
  }
  return rowActions.filter((action) => offered[action])
}
