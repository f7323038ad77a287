import { app, Menu, nativeImage, Tray, type BrowserWindow, type NativeImage } from 'electron'
import type { Log } from '../../engine/base/log.ts'
import type { Words } from '../words/index.ts'
import { dot, withDot } from './dot.ts'
import type { UnreadTotals } from './unread-totals.ts'

export type TrayParts = {
  /** The program's icon, a square PNG. */
  readonly icon: string
  readonly words: Words
  readonly show: () => void
  readonly window: () => BrowserWindow | undefined
  readonly log: Log
}

const traySize = process.platform === 'darwin' ? 18 : 32
const overlaySize = 16

/** What the system shows of the program outside of its window: the tray's icon and the badge, both telling what is unread. */
export class StatusIcon {
  readonly #parts: TrayParts
  readonly #plain: NativeImage
  readonly #tray: Tray | undefined

  constructor(parts: TrayParts) {
    this.#parts = parts
    const image = nativeImage.createFromPath(parts.icon)
    this.#plain = image.isEmpty() ? image : image.resize({ width: traySize, height: traySize })
    this.#tray = this.#createTray()
  }

  /** Whether there is an icon that brings a hidden window back. */
  get isThere(): boolean {
    return this.#tray !== undefined
  }

  show({ unread, mentions }: UnreadTotals): void {
    const { words, window } = this.#parts
    const tooltip = words.unread(unread, mentions)
    this.#tray?.setToolTip(tooltip)
    this.#tray?.setImage(unread > 0 && !this.#plain.isEmpty() ? dotted(this.#plain) : this.#plain)
    // Where there is one: macOS, and Linux desktops that know Unity's.
    app.setBadgeCount(mentions > 0 ? mentions : unread)
    if (process.platform === 'win32') window()?.setOverlayIcon(unread > 0 ? redDot() : null, tooltip)
  }

  dispose(): void {
    this.#tray?.destroy()
  }

  #createTray(): Tray | undefined {
    const { words, show, log } = this.#parts
    if (this.#plain.isEmpty()) {
      log.warn('There is no icon for the tray')
      return undefined
    }
    try {
      const tray = new Tray(this.#plain)
      // On Linux the menu is often all that a click can reach.
      const menu = Menu.buildFromTemplate([{ label: words.show, click: show }, { type: 'separator' }, { role: 'quit', label: words.quit }])
      tray.setContextMenu(menu)
      tray.on('click', show)
      return tray
    } catch (error) {
      log.warn('There is no tray', { error })
      return undefined
    }
  }
}

function dotted(image: NativeImage): NativeImage {
  const { width, height } = image.getSize()
  const size = Math.min(width, height)
  return nativeImage.createFromBitmap(withDot({ pixels: image.toBitmap(), size }), { width, height })
}

const redDot = (): NativeImage => nativeImage.createFromBitmap(dot(overlaySize), { width: overlaySize, height: overlaySize })
