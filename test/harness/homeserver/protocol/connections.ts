import type { StatePattern } from './sliding-request.ts'

/**
 * What a sliding sync connection has been told when it reached a position. Made anew for each answer, so that an answer that was lost can be
 * asked for again.
 */
export type Position = {
  /** Up to where in the stream. */
  readonly at: number
  /** For each room 0 when it was not told of, and else one more than the largest timeline limit that it was told with. */
  readonly told: Uint16Array
  /** The state that was asked for of each room that was told of. */
  readonly required: ReadonlyMap<number, readonly StatePattern[]>
  /** Rooms that were told of, and had news while nobody asked for them: up to where they were told. */
  readonly lagging: ReadonlyMap<number, number>
}

type Connection = { readonly known: Map<string, Position> }

/** The positions of all connections. As with real servers, only the last one given and the one it was asked from are good. */
export class Connections {
  readonly #connections = new Map<string, Connection>()
  #count = 0
  #generation = 0

  /** Changes when everything was forgotten: what `/sync` gave before is no good either. */
  get generation(): number {
    return this.#generation
  }

  /** Undefined when this server does not know it. What came before it is forgotten: the client has what it was told. */
  use(connection: string, pos: string): Position | undefined {
    const known = this.#connections.get(connection)?.known
    const position = known?.get(pos)
    if (known !== undefined && position !== undefined) for (const other of known.keys()) if (other !== pos) known.delete(other)
    return position
  }

  /** Begins a connection anew: its positions are no good any more. */
  begin(connection: string): void {
    this.#connections.set(connection, { known: new Map() })
  }

  give(connection: string, position: Position): string {
    this.#count += 1
    const pos = `${this.#generation}/${this.#count}/${position.at}`
    const known = this.#connections.get(connection)?.known ?? new Map<string, Position>()
    this.#connections.set(connection, { known: known.set(pos, position) })
    return pos
  }

  /** As when a server was set up from a backup. */
  forget(): void {
    this.#generation += 1
    this.#connections.clear()
  }
}
