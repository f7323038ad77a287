import assert from 'node:assert/strict'
import { test } from 'node:test'
import { at, keysAt, openClient } from './client.ts'

const me = '@ada:bench.test'

test('keys, an identity and signatures that are published are told to whoever asks, and a one-time key is given once', async (context) => {
  const client = await openClient(context)
  await client.ask('POST', 'v3/keys/upload', {
    device_keys: { user_id: me, device_id: client.deviceId, keys: {}, signatures: { [me]: { 'ed25519:one': 'a' } } },
    one_time_keys: { 'signed_curve25519:AAAA': { key: 'once' } }, fallback_keys: { 'signed_curve25519:BBBB': { key: 'always', fallback: true } },
  })
  await client.ask('POST', 'v3/keys/device_signing/upload', { master_key: { user_id: me, keys: { 'ed25519:MASTER': 'MASTER' } } })
  await client.ask('POST', 'v3/keys/signatures/upload', {
    [me]: { [client.deviceId]: { signatures: { [me]: { 'ed25519:two': 'b' } } }, MASTER: { signatures: { [me]: { 'ed25519:three': 'c' } } } },
  })
  const { body } = await client.ask('POST', 'v3/keys/query', { device_keys: { [me]: [] } })
  assert.deepEqual(at(body, 'device_keys', me, client.deviceId, 'signatures', me), { 'ed25519:one': 'a', 'ed25519:two': 'b' })
  assert.deepEqual(at(body, 'master_keys', me, 'signatures', me), { 'ed25519:three': 'c' })

  const claim = () => client.ask('POST', 'v3/keys/claim', { one_time_keys: { [me]: { [client.deviceId]: 'signed_curve25519' } } })
  const claimed = [await claim(), await claim()].map((answer) => keysAt(answer.body, 'one_time_keys', me, client.deviceId)[0])
  assert.deepEqual(claimed, ['signed_curve25519:AAAA', 'signed_curve25519:BBBB'])
  const { body: slid } = await client.slide()
  assert.deepEqual(at(slid, 'extensions', 'e2ee'), {
    device_one_time_keys_count: { signed_curve25519: 0 }, device_unused_fallback_key_types: [],
  })
})
