import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { JsonRecord } from '../../../../main/engine/base/json.ts'
import { HomeserverError } from '../../../../main/engine/matrix/errors.ts'
import { responseError } from '../../../../main/engine/matrix/response-error.ts'
import { withProof } from '../../../../main/engine/matrix/uia.ts'
import type { UserId } from '../../../../preload/contract/index.ts'

const userId = '@anna:example.org' as UserId

/** Asks for a proof by `flows`, and takes "right" for the password. */
function guarded(flows: readonly (readonly string[])[]) {
  const seen: (JsonRecord | undefined)[] = []
  const completed: string[] = []
  const challenge = (more: JsonRecord = {}): HomeserverError => responseError({
    status: 401, headers: new Headers(), now: 0,
    text: JSON.stringify({ session: 's', flows: flows.map((stages) => ({ stages })), completed, params: {}, ...more }),
  })
  const send = async (auth: JsonRecord | undefined): Promise<string> => {
    seen.push(auth)
    if (auth === undefined) throw challenge()
    if (auth['session'] !== 's') throw challenge({ errcode: 'M_UNKNOWN', error: 'no such session' })
    if (auth['type'] === 'm.login.password' && auth['password'] !== 'right') throw challenge({ errcode: 'M_FORBIDDEN', error: 'wrong' })
    if (typeof auth['type'] === 'string') completed.push(auth['type'])
    if (flows.some((stages) => stages.every((stage) => completed.includes(stage)))) return 'done'
    throw challenge()
  }
  return { seen, send }
}

const code = (expected: string) => (error: unknown) => error instanceof HomeserverError && error.code === expected

describe('a request for which the server wants a proof', () => {
  test('is sent once where it wants none', async () => {
    assert.equal(await withProof({ userId }, async (auth) => (auth === undefined ? 'done' : 'too much')), 'done')
  })

  test('is repeated with the password, in the same session', async () => {
    const { seen, send } = guarded([['m.login.sso'], ['m.login.password']])
    assert.equal(await withProof({ userId, password: 'right' }, send), 'done')
    assert.deepEqual(seen, [undefined, { type: 'm.login.password', session: 's', password: 'right', identifier: { type: 'm.id.user', user: userId } }])
  })

  test('goes through several stages, and takes the shortest way', async () => {
    const { seen, send } = guarded([['m.login.dummy', 'm.login.password', 'm.login.dummy'], ['m.login.dummy', 'm.login.password']])
    assert.equal(await withProof({ userId, password: 'right' }, send), 'done')
    assert.deepEqual(seen.map((auth) => auth?.['type']), [undefined, 'm.login.dummy', 'm.login.password'])
  })

  test('says that it needs the password, and sends none that nobody gave', async () => {
    const { seen, send } = guarded([['m.login.password']])
    await assert.rejects(withProof({ userId }, send), code('password-needed'))
    assert.deepEqual(seen, [undefined])
  })

  test('says that the password is wrong, and tries it once', async () => {
    const { seen, send } = guarded([['m.login.password']])
    await assert.rejects(withProof({ userId, password: 'wrong' }, send), code('bad-credentials'))
    assert.equal(seen.length, 2)
  })

  test('that only a browser can confirm says so', async () => {
    const { send } = guarded([['m.login.sso'], ['org.matrix.cross_signing_reset']])
    await assert.rejects(withProof({ userId, password: 'right' }, send), code('unsupported'))
  })

  test('fails as it fails for any other reason', async () => {
    const refused = async (): Promise<never> => { throw new HomeserverError('forbidden') }
    await assert.rejects(withProof({ userId, password: 'right' }, refused), code('forbidden'))
  })
})
