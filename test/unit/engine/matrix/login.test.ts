import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Http } from '../../../../main/engine/matrix/http.ts'
import { loginFlows, loginWithPassword, logout } from '../../../../main/engine/matrix/login.ts'
import { json, refusal, scriptedServer } from './scripted-server.ts'

describe('signing in with a password', () => {
  test('asks for refresh tokens, names the device and gives the session', async (t) => {
    const server = await scriptedServer(t)
    server.answer(json({ user_id: '@mira:example.org', device_id: 'ABC', access_token: 'a', refresh_token: 'r', well_known: {} }))
    const login = { user: 'mira', password: 'open sesame', deviceName: 'Causeway on a laptop' }
    const session = await loginWithPassword(new Http({ baseUrl: server.url }), login)
    assert.deepEqual(session, { userId: '@mira:example.org', deviceId: 'ABC', accessToken: 'a', refreshToken: 'r' })
    assert.deepEqual(JSON.parse(server.seen[0]?.body ?? ''), {
      type: 'm.login.password',
      identifier: { type: 'm.id.user', user: 'mira' },
      password: 'open sesame',
      refresh_token: true,
      initial_device_display_name: 'Causeway on a laptop',
    })
  })

  test('tells a wrong password from everything else', async (t) => {
    const server = await scriptedServer(t)
    const http = new Http({ baseUrl: server.url })
    server.answer(
      refusal(403, 'M_FORBIDDEN'),
      refusal(403, 'M_USER_DEACTIVATED'),
      refusal(429, 'M_LIMIT_EXCEEDED', { retry_after_ms: 900 }),
    )
    const login = { user: 'mira', password: 'wrong' }
    await assert.rejects(loginWithPassword(http, login), { code: 'bad-credentials', isRetryable: false })
    await assert.rejects(loginWithPassword(http, login), { code: 'user-deactivated' })
    await assert.rejects(loginWithPassword(http, login), { code: 'rate-limited', retryAfterMs: 900 })
  })

  test('refuses an answer that is no session', async (t) => {
    const server = await scriptedServer(t)
    const http = new Http({ baseUrl: server.url })
    const whole = { user_id: '@mira:example.org', device_id: 'ABC', access_token: 'a' }
    const broken = [
      { user_id: 'mira' },
      { user_id: 1 },
      { device_id: '' },
      { device_id: 'A B' },
      { access_token: 'a\nb' },
      { access_token: null },
    ]
    for (const change of broken) {
      server.answer(json({ ...whole, ...change }))
      await assert.rejects(loginWithPassword(http, { user: 'mira', password: 'x' }), { code: 'bad-response' }, JSON.stringify(change))
      server.answer(json({}))
    }
  })
})

test('the ways to sign in are those with a name, and none where the old API is switched off', async (t) => {
  const server = await scriptedServer(t)
  const http = new Http({ baseUrl: server.url })
  server.answer(
    json({ flows: [{ type: 'm.login.sso' }, { type: 3 }, 'x', { type: 'm.login.password' }] }),
    refusal(404, 'M_UNRECOGNIZED'),
  )
  assert.deepEqual(await loginFlows(http), ['m.login.sso', 'm.login.password'])
  assert.deepEqual(await loginFlows(http), [])
})

test('signing out posts an empty object', async (t) => {
  const server = await scriptedServer(t)
  server.answer(json({}))
  await logout(new Http({ baseUrl: server.url }))
  assert.deepEqual([server.seen[0]?.method, server.seen[0]?.url, server.seen[0]?.body], ['POST', '/_matrix/client/v3/logout', '{}'])
})
