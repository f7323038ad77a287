import { BrowserWindow, nativeTheme, screen, type BrowserWindowConstructorOptions, type Session } from 'electron'
import type { Log } from '../../engine/base/log.ts'
import { RestartBudget } from '../engine/restart-budget.ts'
import { systemClock } from '../../engine/base/clock.ts'
import { appOrigin } from '../safety/address.ts'
import { placeWindow, readBounds, smallest, writeBounds } from './window-bounds.ts'

export type WindowParts = {
  readonly session: Session
  readonly preload: string
  readonly icon: string
  /** Where the place on the screen is remembered. */
  readonly boundsFile: string
  readonly isDevelopment: boolean
  /** Called with each window as soon as it exists, before it loads anything. */
  readonly onCreated: (window: BrowserWindow) => void
  /** Whether closing the window leaves the program running in the background. */
  readonly staysInBackground: () => boolean
  readonly log: Log
}

/** The program's one window: made when it is first wanted, hidden or closed by the user, and made again. */
export class MainWindow {
  readonly #parts: WindowParts
  readonly #reloads = new RestartBudget(systemClock)
  #window: BrowserWindow | undefined

  constructor(parts: WindowParts) {
    this.#parts = parts
  }

  get window(): BrowserWindow | undefined {
    return this.#window
  }

  /** Brings the window to the front, whatever became of it. */
  show(): void {
    const window = this.#window ?? this.#create()
    if (window.isMinimized()) window.restore()
    // A new one shows itself when it has something to show.
    if (!window.webContents.isLoadingMainFrame()) window.show()
    window.focus()
  }

  #create(): BrowserWindow {
    const { boundsFile, onCreated, staysInBackground, log } = this.#parts
    const { isMaximized, ...place } = placeWindow(readBounds(boundsFile), screen.getAllDisplays().map(({ workArea }) => workArea))
    const window = new BrowserWindow({ ...place, ...this.#options() })
    this.#window = window
    if (isMaximized) window.maximize()
    onCreated(window)
    window.once('ready-to-show', () => window.show())
    window.on('close', (event) => {
      writeBounds(boundsFile, { ...window.getNormalBounds(), isMaximized: window.isMaximized() }, log)
      if (!staysInBackground()) return
      event.preventDefault()
      window.hide()
    })
    window.on('closed', () => { this.#window = undefined })
    window.webContents.on('render-process-gone', (_event, { reason }) => this.#revive(window, reason))
    window.loadURL(`${appOrigin}/`).catch((error: unknown) => log.error('The page could not be loaded', { error }))
    return window
  }

  #options(): BrowserWindowConstructorOptions {
    const { session, preload, icon, isDevelopment } = this.#parts
    return {
      show: false,
      minWidth: smallest.width,
      minHeight: smallest.height,
      title: 'Causeway',
      icon,
      autoHideMenuBar: true,
      // Until the page has drawn itself, and says what it has drawn.
      backgroundColor: backgroundFor(nativeTheme.shouldUseDarkColors),
      webPreferences: {
        session,
        preload,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        nodeIntegrationInWorker: false,
        nodeIntegrationInSubFrames: false,
        webSecurity: true,
        webviewTag: false,
        navigateOnDragDrop: false,
        safeDialogs: true,
        spellcheck: true,
        devTools: isDevelopment,
        // The middle button opens nothing: there is nowhere to open it in.
        disableBlinkFeatures: 'Auxclick',
      },
    }
  }

  /** A page that crashed comes back by itself, as the engine does; one that crashes again and again is left alone. */
  #revive(window: BrowserWindow, reason: string): void {
    if (reason === 'clean-exit' || window.isDestroyed()) return
    this.#parts.log.error('The page stopped by itself', { reason })
    const delay = this.#reloads.spend()
    if (delay === undefined) return
    setTimeout(() => { if (!window.isDestroyed()) window.webContents.reload() }, delay)
  }
}

/** The colour behind the page, seen while a window opens or grows. */
export const backgroundFor = (isDark: boolean): string => isDark ? '#16181d' : '#ffffff'
