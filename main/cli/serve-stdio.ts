import { connectSocket } from '../engine/api/socket.ts'
import { stdioChannel } from '../engine/api/stdio.ts'
import { CliError } from './cli-error.ts'
import type { EngineSession } from './engine/session.ts'

/** Serves standard input and output, from the engine of this process or of the one that has the profile open. Ends with the input. */
export async function serveStdio(session: EngineSession, dir: string): Promise<void> {
  const { engine } = session
  if (engine !== undefined) return engine.serve(stdioChannel()).closed
  const socket = await connectSocket(dir)
  if (socket === undefined) throw ownerLeft()
  await new Promise<void>((resolve, reject) => {
    let isInputOver = false
    process.stdin.once('end', () => { isInputOver = true })
    socket.once('error', () => reject(ownerLeft()))
    socket.once('end', () => isInputOver ? resolve() : reject(ownerLeft()))
    // The end of the input is passed on; what was asked for before is still answered.
    process.stdin.pipe(socket)
    socket.pipe(process.stdout, { end: false })
  })
}

const ownerLeft = (): CliError => new CliError(1, 'cancelled', 'The program that had the profile open has ended: start this one again.')
