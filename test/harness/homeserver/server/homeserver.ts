/**
 * homeserver: a fixture that serves a large made-up account (`world/`) over the client-server API (`protocol/`): as a library in a test's own
 * process, or as a program (`main.ts`) that is told what to do over HTTP (`control.ts`). It counts what is asked of it and can be made to fail.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { openSealer } from '../encryption/open-sealer.ts'
import { LiveTraffic } from '../live-traffic.ts'
import { refused, type Answer } from '../protocol/answer.ts'
import { routes } from '../protocol/routes.ts'
import { makeService, type Service, type ServiceOptions } from '../protocol/service.ts'
import { controlPath, control } from './control.ts'
import { Counters } from './counters.ts'
import { Faults, type HomeserverFault } from './faults.ts'
import { readRequest, type RequestBody } from './read-request.ts'
import { Router, type Found } from './router.ts'
import { writeAnswer } from './write-answer.ts'

export type HomeserverOptions = ServiceOptions & { readonly port?: number }

export class SyntheticHomeserver {
  readonly service: Service
  readonly counters = new Counters()
  readonly faults = new Faults()
  readonly traffic: LiveTraffic
  readonly #router = new Router(routes)
  readonly #server: Server
  readonly #marks = new WeakMap<Socket, { readonly read: number; readonly written: number }>()

  private constructor(service: Service) {
    this.service = service
    this.traffic = new LiveTraffic(service.world)
    this.#server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
      this.#take(request, response).catch(() => response.destroy())
    })
  }

  static async open({ port = 0, ...options }: HomeserverOptions = {}): Promise<SyntheticHomeserver> {
    const homeserver = new SyntheticHomeserver(makeService(options, await openSealer(options)))
    homeserver.service.sealer?.serve(homeserver.service)
    await new Promise<void>((resolve, reject) => homeserver.#server.once('error', reject).listen(port, '127.0.0.1', resolve))
    return homeserver
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async dispose(): Promise<void> {
    this.traffic.stop()
    this.service.sealer?.dispose()
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/' } = request
    const started = performance.now()
    const gone = new AbortController()
    response.on('close', () => gone.abort())
    const [path = '/'] = url.split('?')
    if (path.startsWith(controlPath)) {
      const { json } = await readRequest(request)
      return writeAnswer(response, control(this, method, path, json), undefined, gone.signal)
    }
    const found = this.#router.find(method, path)
    response.on('close', () => this.#count(request.socket, found === undefined ? `${method} (unknown)` : `${method} ${found.route.path}`, started))
    const fault = this.faults.of(`${method} ${url}`)
    if (fault?.kind === 'drop') return void request.socket.destroy()
    const body = await readRequest(request)
    if (fault?.kind === 'half-open' && fault.bytes === undefined) return
    if (fault?.kind === 'delay') await pause(fault.ms, undefined, { signal: gone.signal })
    const answer = refusal(fault) ?? await this.#answer(request, found, body, gone.signal)
    if (fault?.kind === 'lose-answer') return void request.socket.destroy()
    await writeAnswer(response, answer, fault, gone.signal)
  }

  async #answer(request: IncomingMessage, found: Found | undefined, { bytes, json }: RequestBody, gone: AbortSignal): Promise<Answer> {
    if (found === undefined) return refused(404, 'M_UNRECOGNIZED', 'Unrecognized request')
    const device = this.service.devices.withToken(/^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1])
    if (device === undefined && !found.route.isOpen) return refused(401, 'M_UNKNOWN_TOKEN', 'Invalid access token passed')
    const query = new URLSearchParams((request.url ?? '').split('?')[1] ?? '')
    const asked = { params: found.params, query, body: json, bytes, contentType: request.headers['content-type'] ?? '', gone }
    return found.route.answer(this.service, { ...asked, device: device ?? this.service.devices.nobody })
  }

  /** A connection carries one request after another: what it moved since the last one belongs to this. */
  #count(socket: Socket, endpoint: string, started: number): void {
    const before = this.#marks.get(socket) ?? { read: 0, written: 0 }
    this.#marks.set(socket, { read: socket.bytesRead, written: socket.bytesWritten })
    this.counters.add(endpoint, {
      bytesIn: socket.bytesRead - before.read, bytesOut: socket.bytesWritten - before.written, ms: performance.now() - started,
    })
  }
}

function refusal(fault: HomeserverFault | undefined): Answer | undefined {
  if (fault?.kind === 'rate-limit') {
    const { status, body } = refused(429, 'M_LIMIT_EXCEEDED', 'Too Many Requests')
    return { status, headers: { 'retry-after': String(fault.retryAfterSeconds) }, body }
  }
  if (fault?.kind !== 'status') return undefined
  if (fault.errcode !== undefined) return refused(fault.status, fault.errcode, 'It was ordered so')
  return { status: fault.status, headers: { 'content-type': 'text/html' }, body: ['<html><body>Bad gateway</body></html>'] }
}
