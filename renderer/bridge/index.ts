/**
 * What connects the window to the engine: the client for calls, live lists for views. Owns no state of the application and draws nothing;
 * every other folder of the renderer reaches the engine through here, never through `window.causeway`.
 */
import { createContext } from 'svelte'
import type { Client } from './client.ts'

export { Client } from './client.ts'
export { LiveList } from './live-list.ts'

const [client, provideClient] = createContext<Client>()

/** The client of this window; inside of `App` only. */
export { client as useClient, provideClient }
