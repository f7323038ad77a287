import type { App, Event, WebContents } from 'electron'
import type { Log } from '../../engine/base/log.ts'

export type ContentsParts = {
  /** Something in a page wants to be opened elsewhere: a link with a target, a middle click, `window.open`. */
  readonly openExternal: (address: string) => void
  readonly log: Log
}

/**
 * Keeps every web contents that will ever exist where it is: it goes nowhere, opens no window, holds no webview. Reloading its own page is
 * the one way to move that is left.
 */
export function guardAllContents(app: App, { openExternal, log }: ContentsParts): void {
  app.on('web-contents-created', (_event, contents) => {
    guardNavigation(contents, log)
    contents.setWindowOpenHandler(({ url }) => {
      openExternal(url)
      return { action: 'deny' }
    })
    contents.on('will-attach-webview', (event) => event.preventDefault())
    // Without a listener the first device in reach would be taken.
    contents.on('select-bluetooth-device', (event, _devices, choose) => {
      event.preventDefault()
      choose('')
    })
  })
}

function guardNavigation(contents: WebContents, log: Log): void {
  const refuse = (event: Event) => {
    event.preventDefault()
    log.warn('A page wanted to go elsewhere')
  }
  contents.on('will-navigate', refuse)
  contents.on('will-redirect', refuse)
  // Frames inside of the page; older runtimes do not know it, and the page's policy allows no frames anyway.
  contents.on('will-frame-navigate', refuse)
}
