/**
 * A way for messages to go both ways between the engine and one who uses it. What carries them (a process's port, a socket, standard
 * streams) is the channel's business alone; what they mean is `RpcServer`'s.
 */
export interface Channel {
  /** Messages arrive in order or not at all; sending on a closed channel is harmless. */
  send(message: object): void
  /** False while the other side takes less than it is sent. */
  readonly isFlowing: boolean
  /** Hears every message, as untrusted as it came. One listener; what came before it was set is not lost. */
  onMessage(listener: (message: unknown) => void): void
  /** Called whenever the other side can take more again. */
  onFlowing(listener: () => void): void
  /** Called once, when nothing will come any more; what is sent until `close` may still arrive. */
  onClose(listener: () => void): void
  /** Sends what is still to be sent, then ends the connection. */
  close(): void
}
