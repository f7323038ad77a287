import type { TimelineRow } from '../../preload/contract/index.ts'
import type { TimelineItem } from './items.ts'
import { pictureBox } from './picture-box.ts'
import { mostPicture } from './sizes.ts'

/** About how high an item will be, in pixels, for the part of the list that was never on the screen: close enough for the scroll bar. */
export function guessHeight(item: TimelineItem): number {
  switch (item.type) {
    case 'message': return messageHeight(item.row, item.startsGroup)
    case 'line':
    case 'fold': return 26
    case 'day': return 48
    case 'unread': return 32
    case 'gap': return 72
    case 'edge': return 200
    case 'start': return 180
  }
}

const lineHeight = 20
const charactersInLine = 80

function messageHeight(row: TimelineRow, startsGroup: boolean): number {
  const around = (startsGroup ? 32 : 4) + (row.replyTo === null ? 0 : 26) + (row.reactions.length === 0 ? 0 : 32)
  if (row.content.type !== 'attachment') return around + lineHeight * linesOf(row.plain)
  const { picture, caption } = row.content.attachment
  const height = picture === null ? 64 : pictureBox(picture.width, picture.height, mostPicture).height + 8
  return around + height + (caption === null ? 0 : lineHeight)
}

/** Long lines wrap; a text of more than a screen is not worth counting. */
function linesOf(text: string): number {
  let lines = 1 + Math.floor(text.length / charactersInLine)
  for (let at = text.indexOf('\n'); at !== -1 && lines < 60; at = text.indexOf('\n', at + 1)) lines += 1
  return Math.min(lines, 60)
}
