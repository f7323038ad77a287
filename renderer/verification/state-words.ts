import type { VerificationRow } from '../../preload/contract/index.ts'
import type { Say } from '../text/index.ts'

/** What a verification is about now, in a sentence. Null: it was just begun, and nothing is known of it. */
export function headingOf(row: VerificationRow | null, say: Say): string {
  if (row === null) return say('common.loading')
  const { name } = row.person
  switch (row.state) {
    case 'asked': case 'waiting': return row.isSelf ? say('verify.waitingSelf') : say('verify.waiting', { name })
    case 'ready': return say('verify.ready')
    case 'emoji': return say('verify.compare')
    case 'scanned': return say('verify.scanned')
    case 'confirmed': return row.isSelf ? say('verify.confirmedSelf') : say('verify.confirmed', { name })
    case 'done': return row.isSelf ? say('verify.doneSelf') : say('verify.done', { name })
    case 'cancelled': return say('verify.cancelled')
  }
}

/** What to know besides; "" where there is nothing. */
export function hintOf(row: VerificationRow | null, say: Say): string {
  if (row === null) return ''
  const { name } = row.person
  switch (row.state) {
    case 'asked': case 'waiting': case 'emoji': case 'confirmed': return ''
    case 'ready': return row.isSelf ? say('verify.ready.textSelf') : say('verify.ready.text', { name })
    case 'scanned': return say('verify.scanned.text')
    case 'done': return row.isSelf ? say('verify.doneSelf.text') : say('verify.done.text')
    case 'cancelled': return row.reason ?? say('verify.cancelled.text')
  }
}
