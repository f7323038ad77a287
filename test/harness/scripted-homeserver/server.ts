import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { nothingTold, speakSliding, type SlidingBody, type Told } from './speak-sliding.ts'
import { speakV2 } from './speak-v2.ts'
import type { Json } from './scripted-room.ts'
import type { World } from './world.ts'

/** Answers a request instead of the world: a status and a body (text as it is); null lets the world answer. */
export type Interference = (request: { readonly path: string; readonly query: URLSearchParams }) => Answer<Json | string> | null

type Answer<Body = Json> = { readonly status: number; readonly body: Body }

/** A homeserver that tells of a `World` over HTTP, in whichever dialect it is asked. */
export class ScriptedHomeserver {
  readonly world: World
  readonly #server: Server
  readonly #requests: string[] = []
  // Positions that can be asked from, by sliding sync.
  readonly #told = new Map<string, Told>()
  #positions = 0
  interfere: Interference = () => null
  /** Changes an answer's text on its way: for JSON that no value can be turned into. */
  garble: (text: string) => string = (text) => text
  /** Whether sliding sync is among the features it names. */
  hasSlidingSync = true

  private constructor(world: World) {
    this.world = world
    this.#server = createServer((request, response) => void this.#answer(request, response))
  }

  static async open(world: World): Promise<ScriptedHomeserver> {
    const homeserver = new ScriptedHomeserver(world)
    await new Promise<void>((resolve) => homeserver.#server.listen(0, '127.0.0.1', resolve))
    return homeserver
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** Paths with their queries, in the order in which they were asked for. */
  get requests(): readonly string[] {
    return this.#requests
  }

  /** Every connection of sliding sync has to begin anew. */
  forgetPositions(): void {
    this.#told.clear()
  }

  async dispose(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url)
    const body = await readBody(request)
    this.#requests.push(`${url.pathname}${url.search}`)
    const gone = new AbortController()
    response.on('close', () => gone.abort())
    const { status, body: answer } = this.interfere({ path: url.pathname, query: url.searchParams })
      ?? await this.#speak(url, body, gone.signal)
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(typeof answer === 'string' ? answer : this.garble(JSON.stringify(answer)))
  }

  async #speak(url: URL, body: Json, gone: AbortSignal): Promise<Answer> {
    const { pathname, searchParams: query } = url
    if (pathname.endsWith('/versions')) {
      return ok({ versions: ['v1.11'], unstable_features: { 'org.matrix.simplified_msc3575': this.hasSlidingSync } })
    }
    if (pathname.endsWith('/org.matrix.simplified_msc3575/sync')) return this.#speakSliding(query, body, gone)
    if (pathname.endsWith('/v3/sync')) return this.#speakV2(query, gone)
    const room = /\/rooms\/([^/]+)\/(messages|members)$/.exec(pathname)
    const known = room && this.world.rooms.get(decodeURIComponent(room[1] ?? ''))
    if (!known) return { status: 404, body: { errcode: 'M_NOT_FOUND' } }
    if (room[2] === 'members') {
      const members = [...known.stateAt(this.world.now)].filter(([key]) => key.startsWith('m.room.member\0'))
      return ok({ chunk: members.map(([, event]) => event) })
    }
    const { events, end } = known.history(Number(query.get('from')?.slice(1) ?? this.world.now), Number(query.get('limit') ?? 10))
    return ok({ chunk: events, start: query.get('from') ?? '', ...(end === undefined ? {} : { end }) })
  }

  async #speakSliding(query: URLSearchParams, body: SlidingBody, gone: AbortSignal): Promise<Answer> {
    const pos = query.get('pos')
    const told = pos === null ? nothingTold : this.#told.get(pos)
    if (told === undefined) return { status: 400, body: { errcode: 'M_UNKNOWN_POS', error: 'No such position' } }
    if (pos !== null && Number(query.get('timeout')) > 0) await this.world.news(told.at, gone)
    const spoken = speakSliding(this.world, body, told)
    this.#positions += 1
    const next = `p${this.#positions}`
    this.#told.set(next, spoken.told)
    return ok({ pos: next, ...spoken.answer })
  }

  async #speakV2(query: URLSearchParams, gone: AbortSignal): Promise<Answer> {
    const since = Number(query.get('since')?.slice(1) ?? 0)
    if (since > 0 && Number(query.get('timeout')) > 0) await this.world.news(since, gone)
    const { room } = JSON.parse(query.get('filter') ?? '{}')
    return ok(speakV2(this.world, since, room?.timeline?.limit ?? 20))
  }
}

const ok = (body: Json): Answer => ({ status: 200, body })

async function readBody(request: IncomingMessage): Promise<Json> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece)
  return pieces.length === 0 ? {} : JSON.parse(Buffer.concat(pieces).toString())
}
