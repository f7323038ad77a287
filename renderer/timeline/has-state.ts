import type { TimelineRow } from '../../preload/contract/index.ts'

/** Whether there is anything at the end of a message's row: most have nothing there, and nothing is made for them. */
export const hasState = (row: TimelineRow): boolean => row.isEdited || row.isMine || row.readByCount > 0 || row.state !== 'sent'
