import { Menu, type BrowserWindow, type MenuItemConstructorOptions } from 'electron'
import type { Words } from '../words/index.ts'

const mostSuggestions = 5

/** The menu of text fields and selections, with spelling suggestions. The page's own menus come before: then this is not asked. */
export function offerContextMenu(window: BrowserWindow, say: Words): void {
  const { webContents } = window
  webContents.on('context-menu', (_event, { isEditable, selectionText, misspelledWord, dictionarySuggestions }) => {
    const items: MenuItemConstructorOptions[] = []
    if (isEditable && misspelledWord !== '') {
      for (const label of dictionarySuggestions.slice(0, mostSuggestions)) {
        items.push({ label, click: () => webContents.replaceMisspelling(label) })
      }
      const learn = () => { webContents.session.addWordToSpellCheckerDictionary(misspelledWord) }
      items.push({ label: say.addToDictionary, click: learn }, { type: 'separator' })
    }
    if (isEditable) items.push({ role: 'cut', label: say.cut })
    if (isEditable || selectionText !== '') items.push({ role: 'copy', label: say.copy })
    if (isEditable) items.push({ role: 'paste', label: say.paste }, { role: 'selectAll', label: say.selectAll })
    if (items.length > 0) Menu.buildFromTemplate(items).popup({ window })
  })
}
