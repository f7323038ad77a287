import { dialog, type BrowserWindow, type MessageBoxOptions } from 'electron'
import type { Destination } from '../safety/open-external.ts'
import type { Words } from '../words/index.ts'

/** Asks whether to open an address, and shows where it really leads. */
export async function confirmDestination({ url, place }: Destination, words: Words, window: BrowserWindow | undefined): Promise<boolean> {
  const isMail = url.startsWith('mailto:')
  const question: MessageBoxOptions = {
    type: 'question',
    title: 'Causeway',
    message: words.openLinkTitle,
    detail: isMail ? words.writeMail(place) : words.openLink(place),
    buttons: [words.open, words.cancel],
    // What somebody hits by habit should do nothing.
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  }
  const { response } = await (window === undefined ? dialog.showMessageBox(question) : dialog.showMessageBox(window, question))
  return response === 0
}
