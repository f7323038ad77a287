import { serialize } from 'node:v8'
import type { ElectronApplication } from 'playwright-core'

/** One message: `watch rooms`, `batch rooms`, `room.read`, `answer room.read`. Bytes as V8 writes it, which is what Chromium sends. */
export type Message = { readonly name: string; readonly bytes: number }

/** What crossed between the page and main since the last look, both ways. */
export type Crossed = { readonly messages: readonly Message[]; readonly bytes: number }

export type Crossing = { take(): Promise<Crossed> }

type Seen = readonly [name: string, json: string]

/**
 * Counts at main's end of the bridge what goes over it, from now on; the program itself does not know. What was seen is weighed here and not
 * there: in an Electron with a memory cage V8's own writing ends the process.
 */
export async function countCrossing({ app }: { readonly app: ElectronApplication }): Promise<Crossing> {
  await app.evaluate(({ BrowserWindow, ipcMain }) => {
    type Handler = (event: unknown, message: unknown) => Promise<unknown>
    const channel = 'causeway:request'
    const handlers = Reflect.get(ipcMain, '_invokeHandlers') as Map<string, Handler> | undefined
    const original = handlers?.get(channel)
    const [window] = BrowserWindow.getAllWindows()
    if (handlers === undefined || original === undefined || window === undefined) throw new Error('This Electron keeps its handlers elsewhere')
    let seen: Seen[] = []
    const views = new Map<unknown, string>()
    const see = (name: string, value: unknown): void => { seen.push([name, JSON.stringify(value ?? null)]) }
    handlers.set(channel, async (event, message) => {
      const { method, params } = Object(message)
      if (method === 'watch') views.set(params.watch, params.view)
      see(method === 'watch' ? `watch ${params.view}` : method, message)
      const outcome = await original(event, message)
      see(`answer ${method}`, outcome)
      return outcome
    })
    const send = window.webContents.send.bind(window.webContents)
    window.webContents.send = (name: string, ...values: unknown[]) => {
      see(`batch ${views.get(Object(values[0]).params?.watch) ?? 'from before'}`, values)
      send(name, ...values)
    }
    Reflect.set(globalThis, 'takeSeen', () => {
      const taken = seen
      seen = []
      return taken
    })
  })
  return { take: async () => weigh(await app.evaluate(() => (Reflect.get(globalThis, 'takeSeen') as () => Seen[])())) }
}

function weigh(seen: readonly Seen[]): Crossed {
  const messages = seen.map(([name, json]) => ({ name, bytes: serialize(JSON.parse(json)).byteLength }))
  return { messages, bytes: messages.reduce((sum, { bytes }) => sum + bytes, 0) }
}
