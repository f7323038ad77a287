import { join } from 'node:path'
import type { HomeServer } from '../../../main/home-server/index.ts'

/** Starts the server with its clock set back, so that what is made on it then is as old as it should be. */
export async function startSetBack(server: HomeServer, seconds: number): Promise<void> {
  // The server takes its environment from this process, once, when it starts.
  const given = { PYTHONPATH: join(import.meta.dirname, 'clock'), CAUSEWAY_DEMO_CLOCK_BACK: String(seconds) }
  const before = { ...process.env }
  Object.assign(process.env, given)
  try {
    await server.start()
  } finally {
    for (const name of Object.keys(given)) {
      if (before[name] === undefined) delete process.env[name]
      else process.env[name] = before[name]
    }
  }
}
