import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { TestContext } from 'node:test'

/** One request as the server saw it, its body complete. */
export type Seen = {
  readonly method: string
  /** With its query. */
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export type Answer = (response: ServerResponse, request: Seen) => void

export type ScriptedServer = {
  readonly url: string
  readonly seen: Seen[]
  /** Answers the next request that nobody has an answer for yet; the last answer given stays for all that follow. */
  answer(...answers: Answer[]): void
  /** Ends every connection and stops listening. */
  stop(): Promise<void>
}

/** A homeserver that says what the test tells it to, on a port of its own. */
export async function scriptedServer(test: TestContext): Promise<ScriptedServer> {
  const seen: Seen[] = []
  const answers: Answer[] = []
  const server = createServer((request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      const one = {
        method: request.method ?? '',
        url: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(pieces).toString(),
      }
      seen.push(one)
      const answer = answers.length > 1 ? answers.shift() : answers[0]
      answer?.(response, one)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port')
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  test.after(stop)
  return { url: `http://127.0.0.1:${address.port}`, seen, answer: (...more) => void answers.push(...more), stop }
}

/** JSON with status 200, or another one. */
export const json =
  (value: unknown, status = 200, headers: Record<string, string> = {}): Answer =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value))
  }

export const text =
  (body: string, status = 200, headers: Record<string, string> = {}): Answer =>
  (response) => {
    response.writeHead(status, { 'content-type': 'text/html', ...headers }).end(body)
  }

/** The standard error. */
export const refusal = (status: number, errcode: string, more: object = {}, headers: Record<string, string> = {}): Answer =>
  json({ errcode, error: 'Because I say so', ...more }, status, headers)

/** Takes the request and says nothing. */
export const silence: Answer = () => undefined
