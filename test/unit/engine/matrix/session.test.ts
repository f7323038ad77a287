import assert from 'node:assert/strict'
import { describe, test, type TestContext } from 'node:test'
import { Http } from '../../../../main/engine/matrix/http.ts'
import { whoAmI, type Tokens } from '../../../../main/engine/matrix/login.ts'
import { Session } from '../../../../main/engine/matrix/session.ts'
import { SessionTokens } from '../../../../main/engine/matrix/tokens.ts'
import { scriptedServer, type Answer, type ScriptedServer } from './scripted-server.ts'

/** A homeserver that takes one access token at a time, and can renew it. */
async function renewingServer(test: TestContext, refresh: Answer): Promise<ScriptedServer & { valid: string }> {
  const server = Object.assign(await scriptedServer(test), { valid: 'second' })
  server.answer((response, request) => {
    if (request.url.endsWith('/refresh')) return refresh(response, request)
    const isValid = request.headers.authorization === `Bearer ${server.valid}`
    response.writeHead(isValid ? 200 : 401, { 'content-type': 'application/json' })
    const refused = { errcode: 'M_UNKNOWN_TOKEN', error: 'Token is not active', soft_logout: true }
    response.end(JSON.stringify(isValid ? { user_id: '@mira:example.org', device_id: 'ABC' } : refused))
  })
  return server
}

const reply =
  (status: number, body: object): Answer =>
  (response) =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))

function open(server: ScriptedServer, tokens: Tokens, save: (tokens: Tokens) => Promise<void> = async () => undefined): Session {
  const http = new Http({ baseUrl: server.url })
  return new Session({ http, tokens: new SessionTokens({ tokens, homeserver: http, save }) })
}

const refreshes = (server: ScriptedServer) => server.seen.filter(({ url }) => url.endsWith('/refresh'))

describe('a session whose access token has expired', () => {
  test('renews it once for all requests that are under way, saves it, and repeats them', async (t) => {
    const server = await renewingServer(t, reply(200, { access_token: 'second', refresh_token: 'refresh-2' }))
    const saved: Tokens[] = []
    const session = open(server, { accessToken: 'first', refreshToken: 'refresh-1' }, async (tokens) => void saved.push(tokens))
    const answers = await Promise.all(Array.from({ length: 5 }, () => whoAmI(session)))
    assert.deepEqual(new Set(answers.map(({ userId }) => userId)), new Set(['@mira:example.org']))
    assert.deepEqual(
      refreshes(server).map(({ body }) => JSON.parse(body)),
      [{ refresh_token: 'refresh-1' }],
    )
    assert.equal(refreshes(server)[0]?.headers.authorization, undefined)
    assert.deepEqual(saved, [{ accessToken: 'second', refreshToken: 'refresh-2' }])
  })

  test('keeps the old refresh token when it gets no new one', async (t) => {
    const server = await renewingServer(t, reply(200, { access_token: 'second' }))
    const saved: Tokens[] = []
    await whoAmI(open(server, { accessToken: 'first', refreshToken: 'refresh-1' }, async (tokens) => void saved.push(tokens)))
    assert.deepEqual(saved, [{ accessToken: 'second', refreshToken: 'refresh-1' }])
  })

  test('does not use new tokens that could not be saved', async (t) => {
    const server = await renewingServer(t, reply(200, { access_token: 'second', refresh_token: 'refresh-2' }))
    const full = new Error('disk full')
    const session = open(server, { accessToken: 'first', refreshToken: 'refresh-1' }, () => Promise.reject(full))
    await assert.rejects(whoAmI(session), full)
    assert.deepEqual(
      server.seen.map(({ headers }) => headers.authorization),
      ['Bearer first', undefined],
    )
  })

  test('has ended softly when there is no refresh token', async (t) => {
    const server = await renewingServer(t, reply(500, {}))
    await assert.rejects(whoAmI(open(server, { accessToken: 'first' })), { code: 'unknown-token', isSoftLogout: true })
    assert.equal(refreshes(server).length, 0)
  })

  test('has ended for good when the refresh is refused without a soft logout', async (t) => {
    const server = await renewingServer(t, reply(401, { errcode: 'M_UNKNOWN_TOKEN', error: 'gone' }))
    const session = open(server, { accessToken: 'first', refreshToken: 'refresh-1' })
    await assert.rejects(whoAmI(session), { code: 'unknown-token', isSoftLogout: false })
  })

  test('has ended softly when a server refuses the refresh as forbidden', async (t) => {
    const server = await renewingServer(t, reply(403, { errcode: 'M_FORBIDDEN', error: 'refresh token is not valid any more' }))
    const session = open(server, { accessToken: 'first', refreshToken: 'refresh-1' })
    await assert.rejects(whoAmI(session), { code: 'unknown-token', isSoftLogout: true })
  })

  test('has not ended when the server cannot be asked for a new token, and renews it later', async (t) => {
    let isDown = true
    const renew = reply(200, { access_token: 'second' })
    const server = await renewingServer(t, (response, request) => (isDown ? reply(503, {})(response, request) : renew(response, request)))
    const session = open(server, { accessToken: 'first', refreshToken: 'refresh-1' })
    await assert.rejects(whoAmI(session), { code: 'offline' })
    isDown = false
    assert.equal((await whoAmI(session)).userId, '@mira:example.org')
  })

  test('does not turn in circles when the new token is refused as well', async (t) => {
    const server = await renewingServer(t, reply(200, { access_token: 'third' }))
    await assert.rejects(whoAmI(open(server, { accessToken: 'first', refreshToken: 'refresh-1' })), { code: 'unknown-token' })
    assert.equal(server.seen.length, 3)
  })
})
