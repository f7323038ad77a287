import { ipcMain, type BrowserWindow, type IpcMainInvokeEvent, type WebContents } from 'electron'
import type { Outcome } from '../../../preload/contract/index.ts'
import { isWindowRequest, notificationChannel, requestChannel, type WindowNotification } from '../../../preload/contract/window-channel.ts'
import type { Log } from '../../engine/base/log.ts'
import { failed } from '../failures.ts'
import type { NativeWindow } from './native-window.ts'
import { PageRelay, type PageParts } from './page-relay.ts'
import { isTrusted } from './sender.ts'

export type RelayParts = Pick<PageParts, 'engine' | 'watches' | 'appState'> & { readonly log: Log }

type Page = { readonly id: string; readonly relay: PageRelay }
type Attached = { readonly native: NativeWindow; page: Page | undefined; lastEnded: string | undefined }

/**
 * The one door between windows and everything else. It knows which windows are ours, refuses whoever is not their page, and gives each load
 * of a page its own relay, which ends with the page: reloaded, crashed or closed.
 */
export class WindowRelays {
  readonly #parts: RelayParts
  readonly #attached = new Map<WebContents, Attached>()

  constructor(parts: RelayParts) {
    this.#parts = parts
    ipcMain.handle(requestChannel, (event, message: unknown) => this.#handle(event, message))
  }

  /** Lets a window's page ask. */
  attach(window: BrowserWindow, native: NativeWindow): void {
    const { webContents } = window
    const attached: Attached = { native, page: undefined, lastEnded: undefined }
    this.#attached.set(webContents, attached)
    webContents.on('render-process-gone', () => endPage(attached))
    webContents.once('destroyed', () => {
      endPage(attached)
      this.#attached.delete(webContents)
    })
  }

  dispose(): void {
    ipcMain.removeHandler(requestChannel)
    for (const attached of this.#attached.values()) endPage(attached)
    this.#attached.clear()
  }

  async #handle({ sender, senderFrame }: IpcMainInvokeEvent, message: unknown): Promise<Outcome<unknown>> {
    const attached = this.#attached.get(sender)
    const isMainFrame = senderFrame !== null && senderFrame.parent === null && senderFrame.routingId === sender.mainFrame.routingId
    const trusted = isTrusted({ url: senderFrame?.url, isMainFrame, isOurWindow: attached !== undefined })
    if (attached === undefined || !trusted) {
      this.#parts.log.warn('A stranger’s message was refused', { isMainFrame, isOurWindow: attached !== undefined })
      return failed('forbidden', 'Only Causeway’s own windows may ask.')
    }
    if (!isWindowRequest(message)) return failed('bad-input', 'This is no request.')
    if (message.page === attached.lastEnded) return failed('cancelled', 'This page is gone.')
    try {
      return await this.#relayFor(sender, attached, message.page).handle(message.method, message.params)
    } catch (error) {
      this.#parts.log.error('A request failed', { method: message.method, error })
      return failed('bug', 'Something went wrong inside Causeway. The log has the details.')
    }
  }

  /** The first word of a page ends the one before it: a reload says nothing else. */
  #relayFor(contents: WebContents, attached: Attached, id: string): PageRelay {
    if (attached.page?.id === id) return attached.page.relay
    endPage(attached)
    const { engine, watches, appState } = this.#parts
    const relay = new PageRelay({
      engine, watches, appState, native: attached.native,
      notify: (notification) => send(contents, { page: id, ...notification }),
    })
    attached.page = { id, relay }
    return relay
  }
}

function endPage(attached: Attached): void {
  if (attached.page === undefined) return
  attached.page.relay.dispose()
  attached.lastEnded = attached.page.id
  attached.page = undefined
}

function send(contents: WebContents, notification: WindowNotification): void {
  if (!contents.isDestroyed()) contents.send(notificationChannel, notification)
}
