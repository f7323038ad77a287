import { parseJson, isRecord } from '../../../../main/engine/base/json.ts'
import type { Homeserver, JsonRequest } from '../../../../main/engine/matrix/homeserver.ts'

/** A homeserver that gives the same answer to everything, and keeps what it was asked. For endpoints, where HTTP is not the matter. */
export function toldHomeserver(answer: unknown): Homeserver & { readonly asked: JsonRequest[] } {
  const asked: JsonRequest[] = []
  const refuse = () => Promise.reject(new Error('Only JSON here'))
  return {
    baseUrl: 'https://example.org',
    asked,
    upload: refuse,
    download: refuse,
    async json(request) {
      asked.push(request)
      // Through text, as from the wire: that makes `__proto__` an own key.
      const value = parseJson(typeof answer === 'string' ? answer : JSON.stringify(answer))
      if (!isRecord(value)) throw new Error('The answer has to be an object')
      return value
    },
  }
}

/** One request as `METHOD path`, its query and its body as the server would get them. */
export function wire({ method, path, query, body }: JsonRequest): {
  readonly line: string
  readonly query: unknown
  readonly body: unknown
} {
  const plain = (value: unknown): unknown => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)))
  return { line: `${method} ${path}`, query: plain(query), body: plain(body) }
}
