// A homeserver's bad days: an HTTP proxy in front of a real server that answers wrongly, slowly or not at all where a test says so, and
// keeps a list of every request that came.
import { createServer, request as forward, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { answerWith, relay, type Fault, type FaultRule, type RequestMatch } from './faults.ts'

export type SeenRequest = {
  readonly method: string
  /** With its query. */
  readonly path: string
  readonly authorization: string | undefined
  readonly body: string
}

type Waiter = { readonly match: RequestMatch; readonly count: number; readonly resolve: () => void }

export class FaultProxy {
  readonly #target: URL
  readonly #sockets = new Set<Socket>()
  readonly #seen: SeenRequest[] = []
  readonly #rules: FaultRule[] = []
  readonly #waiters = new Set<Waiter>()
  #server: Server | null = null
  #port = 0

  private constructor(target: string) {
    this.#target = new URL(target)
  }

  static async open(target: string): Promise<FaultProxy> {
    const proxy = new FaultProxy(target)
    await proxy.comeBack()
    return proxy
  }

  /** The address to give to the client; the same after `goDown` and `comeBack`. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  /** Every request that came so far, oldest first. */
  get requests(): readonly SeenRequest[] {
    return this.#seen
  }

  /** The requests that match, by a part of their path or a pattern over "METHOD /path". */
  seen(match: RequestMatch): readonly SeenRequest[] {
    return this.#seen.filter((request) => isMatch(match, request))
  }

  /** Resolves when `count` matching requests have come, counted from the beginning. */
  untilSeen(match: RequestMatch, count = 1): Promise<void> {
    return new Promise((resolve) => {
      this.#waiters.add({ match, count, resolve })
      this.#wakeWaiters()
    })
  }

  /** Treats matching requests in this way, `times` of them or all; the newest rule wins. Gives a function that lifts it. */
  inject(match: RequestMatch, fault: Fault, times = Infinity): () => void {
    const rule = { match, fault, left: times }
    this.#rules.unshift(rule)
    return () => {
      rule.left = 0
    }
  }

  /** Lifts every rule. */
  heal(): void {
    this.#rules.length = 0
  }

  /** Refuses connections and breaks those there are, as a server that was switched off. */
  async goDown(): Promise<void> {
    const server = this.#server
    this.#server = null
    if (server === null) return
    const closed = new Promise((resolve) => server.close(resolve))
    for (const socket of this.#sockets) socket.destroy()
    await closed
  }

  async comeBack(): Promise<void> {
    if (this.#server !== null) return
    const server = createServer((request, response) => void this.#handle(request, response))
    server.on('connection', (socket) => {
      this.#sockets.add(socket)
      socket.on('close', () => this.#sockets.delete(socket))
    })
    await new Promise<void>((resolve, reject) => {
      server.on('error', reject)
      server.listen(this.#port, '127.0.0.1', resolve)
    })
    const address = server.address()
    if (typeof address === 'object' && address !== null) this.#port = address.port
    this.#server = server
  }

  dispose(): Promise<void> {
    return this.goDown()
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readAll(request)
    const { method = 'GET', url = '/', headers } = request
    const seen = { method, path: url, authorization: headers.authorization, body: body.toString('utf8') }
    const rule = this.#rules.find((candidate) => candidate.left > 0 && isMatch(candidate.match, seen))
    if (rule !== undefined) rule.left -= 1
    const pass = (): Promise<IncomingMessage> => this.#forward(request, response, body)
    const done = rule === undefined ? relay(pass, response) : answerWith(rule.fault, { pass, response })
    this.#seen.push(seen)
    this.#wakeWaiters()
    // A client that hung up, or a server that was stopped, ends this exchange and no other.
    await done.catch(() => response.destroy())
  }

  #forward(request: IncomingMessage, response: ServerResponse, body: Buffer): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const { hostname, port } = this.#target
      const headers = { ...request.headers, host: this.#target.host }
      const onward = forward({ hostname, port, path: request.url, method: request.method, headers }, resolve)
      onward.on('error', reject)
      // Who no longer waits for an answer, such as a cancelled long poll, frees the server as well.
      response.on('close', () => onward.destroy())
      onward.end(body)
    })
  }

  #wakeWaiters(): void {
    for (const waiter of [...this.#waiters]) {
      if (this.seen(waiter.match).length < waiter.count) continue
      this.#waiters.delete(waiter)
      waiter.resolve()
    }
  }
}

function isMatch(match: RequestMatch, { method, path }: SeenRequest): boolean {
  return typeof match === 'string' ? path.includes(match) : match.test(`${method} ${path}`)
}

async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}
