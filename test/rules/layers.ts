// Which folder may import which. The one table of the project's shape: ARCHITECTURE.md draws it, the rule beside it holds it.

export type Layer = {
  /** The layer is this folder, or this file; the longest match wins. */
  readonly path: string
  /** The layers it may import besides itself. */
  readonly mayImport: readonly string[]
  /** Whether it may import electron. */
  readonly electron?: true
}

const CONTRACT = 'preload/contract'

const engine = (name: string): string => `main/engine/${name}`

const engines = (...names: readonly string[]): readonly string[] => names.map(engine)

const BELOW_ROOMS = engines('base', 'matrix', 'store', 'media', 'crypto')
const BELOW_SENDING = [...BELOW_ROOMS, ...engines('rooms', 'timeline')]
const BELOW_SYNC = [...BELOW_SENDING, engine('sending')]
const BELOW_ACCOUNT = [...BELOW_SYNC, ...engines('sync', 'search', 'history')]
const BELOW_VIEWS = [...BELOW_ACCOUNT, ...engines('account', 'rooms/rows')]

/** What starts a child that serves an engine, and programs around the engine, may see of it. */
const ENGINE_DOOR = 'main/engine/index.ts'

export const LAYERS: readonly Layer[] = [
  { path: CONTRACT, mayImport: [] },

  { path: engine('base'), mayImport: [CONTRACT] },
  { path: engine('matrix'), mayImport: [CONTRACT, engine('base')] },
  { path: engine('store'), mayImport: [CONTRACT, engine('base')] },
  { path: engine('crypto/indexed-db'), mayImport: engines('base', 'store') },
  { path: engine('crypto'), mayImport: [CONTRACT, ...engines('base', 'matrix', 'store', 'crypto/indexed-db')] },
  { path: engine('media'), mayImport: [CONTRACT, ...engines('base', 'matrix', 'store')] },
  { path: engine('rooms'), mayImport: [CONTRACT, ...BELOW_ROOMS] },
  // What a screen shows of rooms stands above the timeline, whose last words it quotes.
  { path: engine('rooms/rows'), mayImport: [CONTRACT, ...BELOW_ROOMS, ...engines('rooms', 'timeline')] },
  { path: engine('timeline'), mayImport: [CONTRACT, ...BELOW_ROOMS, engine('rooms')] },
  { path: engine('sending'), mayImport: [CONTRACT, ...BELOW_SENDING] },
  { path: engine('search'), mayImport: [CONTRACT, ...BELOW_SENDING, engine('rooms/rows')] },
  { path: engine('history'), mayImport: [CONTRACT, ...BELOW_SENDING] },
  { path: engine('sync'), mayImport: [CONTRACT, ...BELOW_SYNC] },
  { path: engine('account'), mayImport: [CONTRACT, ...BELOW_ACCOUNT] },
  { path: engine('views'), mayImport: [CONTRACT, ...BELOW_VIEWS] },
  { path: engine('api'), mayImport: [CONTRACT, ...BELOW_VIEWS, engine('views')] },
  { path: 'main/engine', mayImport: [CONTRACT, ...BELOW_VIEWS, ...engines('views', 'api'), 'main/keychain'] },

  { path: 'main/keychain', mayImport: [CONTRACT, engine('base')] },
  { path: 'main/home-server', mayImport: [CONTRACT, ...engines('base', 'matrix')] },
  { path: 'main/shell', mayImport: [CONTRACT, 'main/keychain', ...engines('base', 'api')], electron: true },
  { path: 'main/index.ts', mayImport: ['main/shell'], electron: true },
  {
    path: 'main/cli',
    mayImport: [CONTRACT, 'main/keychain', 'main/home-server', ENGINE_DOOR, 'main/engine', ...BELOW_VIEWS, ...engines('views', 'api')],
  },

  { path: 'preload', mayImport: [CONTRACT], electron: true },
  { path: 'renderer', mayImport: [CONTRACT] },
]
