import { app, Menu, powerMonitor, shell, type Event } from 'electron'
import { join } from 'node:path'
import { osKeychain } from '../keychain/index.ts'
import { systemClock } from '../engine/base/clock.ts'
import { Disposables } from '../engine/base/disposable.ts'
import { AppState } from './app-state.ts'
import type { CommandLine } from './command-line.ts'
import { EngineSupervisor } from './engine/engine-supervisor.ts'
import { EngineWatches } from './engine/engine-watches.ts'
import { reconnectAll } from './engine/reconnect.ts'
import { engineStarter } from './engine/start-engine.ts'
import { openLogs, type Logs } from './logs.ts'
import { createUnlock } from './profile-key.ts'
import { WindowRelays } from './relay/window-relays.ts'
import { runtimeOf } from './runtime.ts'
import { CameraGrants } from './safety/camera-grants.ts'
import { guardAllContents } from './safety/guard-contents.ts'
import { ExternalOpener } from './safety/open-external.ts'
import { staysInBackground } from './tray/background.ts'
import { StatusIcon } from './tray/tray.ts'
import { followUnread, type UnreadTotals } from './tray/unread-totals.ts'
import { followUpdates } from './updates.ts'
import { appMenu } from './window/app-menu.ts'
import { confirmDestination } from './window/confirm-destination.ts'
import { offerContextMenu } from './window/context-menu.ts'
import { nativeWindow } from './window/electron-native-window.ts'
import { MainWindow } from './window/main-window.ts'
import { windowSession } from './window/window-session.ts'
import { wordsFor, type Words } from './words/index.ts'

export type ProgramParts = {
  /** The folder with the builds of all sides. */
  readonly dist: string
  readonly profileDir: string
  readonly commandLine: CommandLine
}

/** By then a window has drawn what there is to see, even on a slow machine. */
const drawnAfterMs = 2_000

/** The parts of the program, how they are joined, and what concerns all of them: the beginning, the end, and being started again. */
export class Program {
  readonly #parts: ProgramParts
  readonly #isDevelopment = !app.isPackaged
  readonly #runtime = runtimeOf(process)
  readonly #icons: string
  readonly #logs: Logs
  readonly #engine: EngineSupervisor
  readonly #watches: EngineWatches
  readonly #opened = new Disposables()
  readonly #ending = new AbortController()
  #window: MainWindow | undefined
  #status: StatusIcon | undefined
  #unread: UnreadTotals = { unread: 0, mentions: 0 }
  #end: 'running' | 'ending' | 'ended' = 'running'
  #finished: Promise<void> | undefined

  constructor(parts: ProgramParts) {
    this.#parts = parts
    this.#icons = join(parts.dist, '..', 'resources', 'icons')
    this.#logs = openLogs(parts.profileDir, this.#isDevelopment)
    this.#engine = this.#createEngine()
    this.#watches = new EngineWatches(this.#engine)
  }

  /** From before Electron is ready until the window is there and the engine's first start is settled. Rejects when it cannot begin. */
  async run(): Promise<void> {
    process.on('unhandledRejection', (error) => this.#logs.main.error('A rejection that nobody caught', { error }))
    app.on('second-instance', () => this.#onSecondStart())
    app.on('activate', () => this.#window?.show())
    app.on('window-all-closed', () => { if (!this.#staysInBackground()) app.quit() })
    app.on('before-quit', () => { if (this.#end === 'running') this.#end = 'ending' })
    app.on('will-quit', (event) => this.#onWillQuit(event))
    // Before Electron has drawn anything: the key and the engine take as long as it does.
    const engineStarted = this.#engine.start()
    await app.whenReady()
    powerMonitor.on('resume', () => void reconnectAll((method, params) => this.#engine.request(method, params)))
    const { isStandIn, electron } = this.#runtime
    if (isStandIn) process.stderr.write(`Causeway runs on Electron ${electron}, a stand-in for development only, never for real accounts\n`)
    this.#openWindows(wordsFor(app.getLocale()))
    await engineStarted
  }

  #createEngine(): EngineSupervisor {
    const { dist, profileDir, commandLine } = this.#parts
    return new EngineSupervisor({
      start: engineStarter({
        entry: join(dist, 'engine', 'index.mjs'),
        runtime: this.#runtime,
        engineNode: process.env['CAUSEWAY_ENGINE_NODE'],
        print: this.#logs.printEngine,
      }),
      // Electron's own processes can be started only then.
      ...this.#runtime.isStandIn ? {} : { mayStart: app.whenReady() },
      unlock: createUnlock({ profileDir, source: commandLine.key, environment: process.env, keychain: osKeychain() }),
      profileDir,
      clock: systemClock,
      log: this.#logs.main.child('engine'),
    })
  }

  #openWindows(words: Words): void {
    const { dist, commandLine } = this.#parts
    const log = this.#logs.main
    Menu.setApplicationMenu(Menu.buildFromTemplate(appMenu({ words, platform: process.platform, isDevelopment: this.#isDevelopment })))
    const opener = new ExternalOpener({
      confirm: (destination) => confirmDestination(destination, words, this.#window?.window),
      open: (url) => shell.openExternal(url),
    })
    guardAllContents(app, { openExternal: (address) => void opener.open(address), log })
    const camera = new CameraGrants(() => systemClock.now())
    const relays = new WindowRelays({ engine: this.#engine, watches: this.#watches, appState: this.#createAppState(), log })
    const window = new MainWindow({
      session: windowSession({
        pages: join(dist, 'renderer'),
        ask: (method, params) => this.#engine.request(method, params),
        camera,
        mayFetchDictionaries: !this.#isDevelopment,
        log,
      }),
      preload: join(dist, 'preload', 'index.cjs'),
      icon: join(this.#icons, '256x256.png'),
      boundsFile: join(app.getPath('userData'), 'window.json'),
      isDevelopment: this.#isDevelopment,
      onCreated: (created) => {
        relays.attach(created, nativeWindow(created, opener, camera))
        offerContextMenu(created, words)
      },
      staysInBackground: () => this.#staysInBackground(),
      log,
    })
    this.#window = window
    this.#opened.defer(() => relays.dispose())
    followUnread(this.#watches, (totals) => {
      this.#unread = totals
      this.#status?.show(totals)
    })
    if (commandLine.isHidden) return this.#openSurroundings(window, words)
    window.show()
    // Main serves the page and stands between it and the engine: what can wait until both have drawn waits.
    systemClock.sleep(drawnAfterMs, this.#ending.signal).then(() => this.#openSurroundings(window, words), () => undefined)
  }

  /** What there is of the program besides its window: until then closing that ends the program. */
  #openSurroundings(window: MainWindow, words: Words): void {
    const log = this.#logs.main
    const status = new StatusIcon({ icon: join(this.#icons, '64x64.png'), words, show: () => window.show(), window: () => window.window, log })
    status.show(this.#unread)
    this.#status = this.#opened.add(status)
    this.#opened.defer(followUpdates({ isPackaged: app.isPackaged, resourcesPath: process.resourcesPath, log }))
  }

  #createAppState(): AppState {
    const { isStandIn, platform } = this.#runtime
    const state = new AppState({ version: app.getVersion(), platform, isStandInRuntime: isStandIn }, this.#engine.status, this.#logs.main)
    this.#engine.onStatus.on((status) => state.update(status))
    return state
  }

  #staysInBackground(): boolean {
    return this.#end === 'running' && staysInBackground(process.platform, this.#status?.isThere === true)
  }

  /** Somebody starts the program that runs already: here is its window. One that is just ending starts anew when it has ended. */
  #onSecondStart(): void {
    if (this.#end === 'running') this.#window?.show()
    else app.relaunch()
  }

  /** Holds the end back until the engine has written everything and is gone. */
  #onWillQuit(event: Event): void {
    if (this.#end === 'ended') return
    event.preventDefault()
    this.#finished ??= this.#finish()
  }

  async #finish(): Promise<void> {
    this.#ending.abort()
    await this.#engine.stop()
    await this.#opened.dispose().catch((error: unknown) => this.#logs.main.error('Not everything could be closed', { error }))
    this.#end = 'ended'
    // Never within the event that was just held back: Electron still takes itself to be quitting then, and would do nothing.
    setImmediate(() => app.quit())
  }
}
