import { chmod, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import type { Disposable } from '../base/disposable.ts'
import type { Channel } from './channel.ts'
import { newSocketPath } from './socket-path.ts'
import { StreamChannel } from './stream-channel.ts'

/** In the profile's folder: where its owner listens. It stays behind when the owner is killed, which connecting then shows. */
const addressFile = 'engine.address'

/**
 * Lets other programs of this user reach the profile's owner; each gets a channel. Whoever listens holds the profile's lock. Disposing
 * takes no more of them; the channels that are open stay.
 */
export async function listenForChannels(dir: string, onChannel: (channel: Channel) => void): Promise<Disposable> {
  const path = await newSocketPath(dir)
  const isFile = process.platform !== 'win32'
  // What is left of an owner that was killed.
  if (isFile) await rm(path, { force: true })
  const server = createServer({ allowHalfOpen: true }, (socket) => onChannel(new StreamChannel({ input: socket, output: socket })))
  await listening(server, path)
  if (isFile) await chmod(path, 0o600)
  await writeAddress(dir, path)
  return {
    dispose: async () => {
      await rm(join(dir, addressFile), { force: true })
      // Resolved by the last channel's end, which is not waited for. It also removes the socket's file.
      server.close()
    },
  }
}

/** A channel to the profile's owner; undefined when nobody listens. */
export async function connectToOwner(dir: string): Promise<Channel | undefined> {
  const socket = await connectSocket(dir)
  return socket && new StreamChannel({ input: socket, output: socket })
}

/** The same as bare bytes, one JSON object a line. */
export async function connectSocket(dir: string): Promise<Socket | undefined> {
  const path = await readFile(join(dir, addressFile), 'utf8').catch(() => undefined)
  return path === undefined || path === '' ? undefined : connected(path)
}

function listening(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

async function writeAddress(dir: string, path: string): Promise<void> {
  const temporary = join(dir, `${addressFile}.${process.pid}`)
  await writeFile(temporary, path, { mode: 0o600 })
  await rename(temporary, join(dir, addressFile))
}

function connected(path: string): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ path, allowHalfOpen: true })
    socket.once('connect', () => resolve(socket))
    // Nobody there, or not yet, or no longer: all the same to whoever asks.
    socket.once('error', () => resolve(undefined))
  })
}
