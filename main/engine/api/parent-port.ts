import type { Channel } from './channel.ts'

/** The end of Electron's `utilityProcess` that the child holds, as far as it is used here. */
type ElectronPort = {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void
}

/**
 * The channel to the process that started this one: Electron's own, or Node's for a child of `fork`. Undefined when nobody started it so.
 * Both clone what they carry, so bytes stay bytes.
 */
export function parentPort(): Channel | undefined {
  const port = 'parentPort' in process ? process.parentPort : undefined
  if (isElectronPort(port)) return electronChannel(port)
  return process.send === undefined ? undefined : forkChannel()
}

function isElectronPort(value: unknown): value is ElectronPort {
  return typeof value === 'object' && value !== null && 'postMessage' in value && 'on' in value
}

/** Electron's parent ends its child with itself, so nobody is told of an end. */
function electronChannel(port: ElectronPort): Channel {
  return {
    send: (message) => port.postMessage(message),
    isFlowing: true,
    onMessage: (listener) => port.on('message', ({ data }) => listener(data)),
    onFlowing: () => undefined,
    onClose: () => undefined,
    close: () => undefined,
  }
}

function forkChannel(): Channel {
  return {
    // With a callback a parent that is gone is reported there instead of thrown.
    send: (message) => { process.send?.(message, undefined, undefined, () => undefined) },
    isFlowing: true,
    onMessage: (listener) => { process.on('message', listener) },
    onFlowing: () => undefined,
    onClose: (listener) => { process.once('disconnect', listener) },
    close: () => { if (process.connected) process.disconnect() },
  }
}
