import type { MenuItemConstructorOptions } from 'electron'
import type { Words } from '../words/index.ts'

export type MenuParts = { readonly words: Words; readonly platform: NodeJS.Platform; readonly isDevelopment: boolean }

/** The program's menu: standard roles, so that every system's own shortcuts work in every text field. */
export function appMenu({ words, platform, isDevelopment }: MenuParts): MenuItemConstructorOptions[] {
  const isMac = platform === 'darwin'
  const close: MenuItemConstructorOptions = { role: 'close', label: words.close }
  return [
    ...(isMac ? [{ role: 'appMenu' as const }] : []),
    { label: words.file, submenu: isMac ? [close] : [close, { role: 'quit', label: words.quit }] },
    {
      label: words.edit,
      submenu: [
        { role: 'undo', label: words.undo },
        { role: 'redo', label: words.redo },
        { type: 'separator' },
        { role: 'cut', label: words.cut },
        { role: 'copy', label: words.copy },
        { role: 'paste', label: words.paste },
        { role: 'pasteAndMatchStyle', label: words.pasteAndMatchStyle },
        { role: 'selectAll', label: words.selectAll },
      ],
    },
    {
      label: words.view,
      submenu: [
        ...(isDevelopment ? developerItems(words) : []),
        { role: 'resetZoom', label: words.actualSize },
        { role: 'zoomIn', label: words.zoomIn },
        { role: 'zoomOut', label: words.zoomOut },
        { type: 'separator' },
        { role: 'togglefullscreen', label: words.fullScreen },
      ],
    },
    { label: words.window, role: 'window', submenu: [{ role: 'minimize', label: words.minimize }, close] },
  ]
}

const developerItems = (words: Words): MenuItemConstructorOptions[] => [
  { role: 'reload', label: words.reload },
  { role: 'toggleDevTools', label: words.developerTools },
  { type: 'separator' },
]
