import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { AccountTokens } from '../../../../main/engine/account/account-tokens.ts'
import { HomeserverError } from '../../../../main/engine/matrix/errors.ts'
import { Http } from '../../../../main/engine/matrix/http.ts'
import type { Tokens } from '../../../../main/engine/matrix/login.ts'
import { json, refusal, scriptedServer } from '../matrix/scripted-server.ts'

const refused = (isSoftLogout: boolean) => new HomeserverError('unknown-token', { isSoftLogout })

function tokensFor(url: string, tokens: Tokens | null) {
  const saved: Tokens[] = []
  const ends: boolean[] = []
  const source = new AccountTokens({
    tokens,
    homeserver: new Http({ baseUrl: url }),
    save: async (renewed) => { saved.push(renewed) },
    onEnded: (isSoft) => { ends.push(isSoft) },
  })
  return { source, saved, ends }
}

describe('the tokens of an account', () => {
  test('are renewed and saved before they are used', async (context) => {
    const server = await scriptedServer(context)
    server.answer(json({ access_token: 'two', refresh_token: 'again' }))
    const { source, saved, ends } = tokensFor(server.url, { accessToken: 'one', refreshToken: 'renew' })
    assert.equal(await source.refresh('one', refused(true)), 'two')
    assert.deepEqual(saved, [{ accessToken: 'two', refreshToken: 'again' }])
    assert.equal(source.accessToken(), 'two')
    assert.deepEqual(ends, [])
  })

  test('the end of the session is noticed once, however many requests meet it', async (context) => {
    const server = await scriptedServer(context)
    server.answer(refusal(401, 'M_UNKNOWN_TOKEN', { soft_logout: true }))
    const { source, ends } = tokensFor(server.url, { accessToken: 'one', refreshToken: 'renew' })
    const asked = [source.refresh('one', refused(true)), source.refresh('one', refused(true))]
    for (const one of asked) await assert.rejects(one, HomeserverError)
    await assert.rejects(source.refresh('one', refused(true)), HomeserverError)
    assert.deepEqual(ends, [true])
    assert.throws(() => source.accessToken(), HomeserverError)
  })

  test('a server that cannot be asked has not ended anything', async (context) => {
    const server = await scriptedServer(context)
    await server.stop()
    const { source, ends } = tokensFor(server.url, { accessToken: 'one', refreshToken: 'renew' })
    await assert.rejects(source.refresh('one', refused(true)), (error) => error instanceof HomeserverError && error.code === 'offline')
    assert.deepEqual(ends, [])
    assert.equal(source.accessToken(), 'one')
  })

  test('a new session goes on where the last one ended', async (context) => {
    const server = await scriptedServer(context)
    const { source, ends } = tokensFor(server.url, { accessToken: 'one' })
    await assert.rejects(source.refresh('one', refused(false)), HomeserverError)
    assert.deepEqual(ends, [false])
    source.renew({ accessToken: 'two' })
    assert.equal(source.accessToken(), 'two')
  })
})
