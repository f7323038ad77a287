/**
 * The program's two schemes: its own pages, and media. No window ever loads anything from a third one. What is answered is decided in
 * `app-files` and `media`; here it is only brought to Electron.
 */
import { protocol as schemes, type Protocol } from 'electron'
import { Readable } from 'node:stream'
import type { Log } from '../../engine/base/log.ts'
import { appScheme, mediaScheme } from '../safety/address.ts'
import { refused, type Asked, type Served } from './served.ts'

type Serve = (asked: Asked) => Promise<Served>

/** Has to be called before the program is ready. */
export function registerSchemes(): void {
  schemes.registerSchemesAsPrivileged([
    // Standard: relative addresses and 'self' work. Secure: a secure context, without which a page has no crypto.
    { scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
    { scheme: mediaScheme, privileges: { standard: true, secure: true, stream: true } },
  ])
}

/** Answers a scheme within one session. */
export function serveScheme(protocol: Protocol, scheme: string, serve: Serve, log: Log): void {
  const answer = async (asked: Asked): Promise<Served> => {
    try {
      return await serve(asked)
    } catch (error) {
      log.error('An address could not be served', { scheme, error })
      return refused(500)
    }
  }
  // `handle` came with Electron 25 and the other went after it; the types only know the present.
  if ('handle' in protocol) {
    protocol.handle(scheme, async ({ url, method, headers }) => {
      const { status, headers: answered, body } = await answer({ url, method, range: headers.get('range') ?? undefined })
      return new Response(body === null || body instanceof Uint8Array ? body : streamOf(body), { status, headers: answered })
    })
  } else {
    registerStream(protocol, scheme, answer)
  }
}

function registerStream(protocol: Pick<Protocol, 'registerStreamProtocol'>, scheme: string, answer: Serve): void {
  protocol.registerStreamProtocol(scheme, ({ url, method, headers }, respond) => {
    void answer({ url, method, range: headers['Range'] ?? headers['range'] }).then(({ status, headers: answered, body }) => {
      respond({ statusCode: status, headers: answered, data: Readable.from(body instanceof Uint8Array ? [body] : body ?? []) })
    })
  })
}

/** Pulled, so that nothing is read before the window wants it, and given up with the request. */
function streamOf(body: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const pieces = body[Symbol.asyncIterator]()
  return new ReadableStream({
    async pull(controller) {
      const next = await pieces.next()
      if (next.done === true) controller.close()
      else controller.enqueue(next.value)
    },
    async cancel() {
      await pieces.return?.()
    },
  })
}
