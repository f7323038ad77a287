import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import { after, before, beforeEach, describe, test } from 'node:test'
import { FaultProxy } from '../../harness/fault-proxy.ts'
import { refusals } from '../../harness/faults.ts'

describe('the faulty proxy', () => {
  let server: Server
  let proxy: FaultProxy
  const done: string[] = []
  before(async () => {
    server = createServer((request, response) => {
      done.push(`${request.method} ${request.url}`)
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ answer: 'x'.repeat(200) }))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    assert.ok(typeof address === 'object' && address !== null)
    proxy = await FaultProxy.open(`http://127.0.0.1:${address.port}`)
  })
  after(async () => {
    await proxy.dispose()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  beforeEach(() => {
    proxy.heal()
    done.length = 0
  })
  const ask = (path: string, init?: RequestInit): Promise<Response> => fetch(proxy.url + path, init)

  test('hands requests and answers on, and keeps a list', async () => {
    const headers = { authorization: 'Bearer one' }
    assert.equal((await ask('/a?b=c', { method: 'PUT', body: 'text', headers })).status, 200)
    assert.deepEqual(proxy.requests.at(-1), { method: 'PUT', path: '/a?b=c', authorization: 'Bearer one', body: 'text' })
    assert.equal(proxy.seen(/^PUT \/a/).length, 1)
  })

  test('answers in the server’s place as often as it should', async () => {
    proxy.inject('/send', refusals.rateLimited(2), 1)
    const refused = await ask('/send')
    assert.deepEqual([refused.status, refused.headers.get('retry-after')], [429, '2'])
    assert.equal((await ask('/send')).status, 200)
    assert.deepEqual(done, ['GET /send'])
  })

  test('loses an answer after the server has done its work', async () => {
    proxy.inject('/send', { kind: 'lose-answer' }, 1)
    await assert.rejects(ask('/send'))
    assert.deepEqual(done, ['GET /send'])
  })

  test('cuts an answer off, and changes one', async () => {
    proxy.inject('/cut', { kind: 'cut', bytes: 20 })
    await assert.rejects((await ask('/cut')).text())
    proxy.inject('/other', { kind: 'replace', body: (body) => body.replace('answer', 'question') })
    assert.ok('question' in Object(await (await ask('/other')).json()))
  })

  test('keeps a client waiting until it may go on, or for ever', async () => {
    const gate = Promise.withResolvers<void>()
    proxy.inject('/slow', { kind: 'delay', until: gate.promise })
    const slow = ask('/slow')
    await proxy.untilSeen('/slow')
    assert.deepEqual(done, [])
    gate.resolve()
    assert.equal((await slow).status, 200)
    proxy.inject('/never', { kind: 'hang' })
    const controller = new AbortController()
    const never = ask('/never', { signal: controller.signal })
    await proxy.untilSeen('/never')
    controller.abort()
    await assert.rejects(never)
  })

  test('goes down and comes back at the same address', async () => {
    const { url } = proxy
    await proxy.goDown()
    await assert.rejects(ask('/a'))
    await proxy.comeBack()
    assert.equal(proxy.url, url)
    assert.equal((await ask('/a')).status, 200)
  })
})
