import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'

/** A part of the path, or a pattern over "METHOD /path?query". Give patterns no `g` flag. */
export type RequestMatch = string | RegExp

/**
 * What happens to a request.
 *
 * - `answer`: the server never sees it; the client gets this status and body (an object is sent as JSON)
 * - `hang`: nothing comes back, and the connection stays open
 * - `refuse`: the connection breaks before an answer
 * - `delay`: the server sees it when `until` resolves
 * - `lose-answer`: the server does what was asked, but its answer never arrives
 * - `hold-answer`: the server does what was asked, and its answer arrives when `until` resolves
 * - `cut`: the server's answer breaks off after `bytes` of its body
 * - `replace`: the server's answer with another body, made from its own
 */
export type Fault =
  | {
      readonly kind: 'answer'
      readonly status: number
      readonly body: object | string
      readonly headers?: Readonly<Record<string, string>>
    }
  | { readonly kind: 'hang' }
  | { readonly kind: 'refuse' }
  | { readonly kind: 'delay'; readonly until: Promise<unknown> }
  | { readonly kind: 'lose-answer' }
  | { readonly kind: 'hold-answer'; readonly until: Promise<unknown> }
  | { readonly kind: 'cut'; readonly bytes: number }
  | { readonly kind: 'replace'; readonly body: (original: string) => string }

export type FaultRule = { readonly match: RequestMatch; readonly fault: Fault; left: number }

/** The refusals of the specification that clients must understand. */
export const refusals = {
  /** 429 with the header, which wins over the body's older field. */
  rateLimited: (retryAfterSeconds: number): Fault => ({
    kind: 'answer',
    status: 429,
    headers: { 'retry-after': String(retryAfterSeconds) },
    body: { errcode: 'M_LIMIT_EXCEEDED', error: 'Too many requests', retry_after_ms: retryAfterSeconds * 1_000 },
  }),
  serverError: (status = 502): Fault => ({
    kind: 'answer',
    status,
    body: '<html>Bad gateway</html>',
    headers: { 'content-type': 'text/html' },
  }),
  unknownPosition: (): Fault => ({ kind: 'answer', status: 400, body: { errcode: 'M_UNKNOWN_POS', error: 'Unknown position' } }),
  unknownToken: ({ softLogout }: { readonly softLogout: boolean }): Fault => ({
    kind: 'answer',
    status: 401,
    body: { errcode: 'M_UNKNOWN_TOKEN', error: 'Invalid access token', soft_logout: softLogout },
  }),
  forbidden: (error = 'You may not do that'): Fault => ({ kind: 'answer', status: 403, body: { errcode: 'M_FORBIDDEN', error } }),
  unrecognized: (): Fault => ({ kind: 'answer', status: 404, body: { errcode: 'M_UNRECOGNIZED', error: 'Unrecognized request' } }),
} as const

export type Exchange = {
  /** Hands the request to the real server and gives its answer. */
  readonly pass: () => Promise<IncomingMessage>
  readonly response: ServerResponse
}

/** Hands the server's answer on as it is. */
export async function relay(pass: Exchange['pass'], response: ServerResponse): Promise<void> {
  const answer = await pass()
  response.writeHead(answer.statusCode ?? 502, answer.headers)
  await pipeline(answer, response)
}

/** Answers one request in the faulty way. */
export async function answerWith(fault: Fault, { pass, response }: Exchange): Promise<void> {
  switch (fault.kind) {
    case 'answer': {
      const isText = typeof fault.body === 'string'
      response.writeHead(fault.status, { 'content-type': isText ? 'text/plain' : 'application/json', ...fault.headers })
      response.end(isText ? fault.body : JSON.stringify(fault.body))
      return
    }
    case 'hang':
      return
    case 'refuse':
      response.destroy()
      return
    case 'delay': {
      await fault.until
      await relay(pass, response)
      return
    }
    case 'lose-answer': {
      const answer = await pass()
      answer.resume()
      await once(answer, 'end')
      response.destroy()
      return
    }
    case 'hold-answer': {
      // A client that is gone before that breaks it off.
      const [answer] = await Promise.all([pass(), fault.until])
      await relay(async () => answer, response)
      return
    }
    case 'cut': {
      const answer = await pass()
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      const first = await readFirst(answer, fault.bytes)
      await new Promise((resolve) => response.write(first, resolve))
      response.destroy()
      return
    }
    case 'replace': {
      const answer = await pass()
      const body = fault.body((await readFirst(answer, Infinity)).toString('utf8'))
      const { 'content-length': _length, 'transfer-encoding': _encoding, ...headers } = answer.headers
      response.writeHead(answer.statusCode ?? 502, headers)
      response.end(body)
    }
  }
}

async function readFirst(stream: IncomingMessage, bytes: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks).subarray(0, bytes)
}
