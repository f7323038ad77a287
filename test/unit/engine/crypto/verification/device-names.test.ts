import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { UserId } from '../../../../../preload/contract/index.ts'
import { loadWasm } from '../../../../../main/engine/crypto/machine/wasm.ts'
import { isNamedLikeKey } from '../../../../../main/engine/crypto/verification/device-names.ts'

test('a device that calls itself as its owner’s identity is called is found out (CVE-2022-39250)', async () => {
  const wasm = await loadWasm()
  const me = '@ada:test.example' as UserId
  const olm = await wasm.OlmMachine.initialize(new wasm.UserId(me), new wasm.DeviceId('ADA'))
  assert.equal(await isNamedLikeKey({ olm, wasm }, me, 'ADA'), false, 'without an identity there is nothing to be mistaken for')
  await olm.bootstrapCrossSigning(true)
  const identity = await olm.getIdentity(new wasm.UserId(me))
  assert.ok(identity instanceof wasm.OwnUserIdentity)
  for (const text of [identity.masterKey, identity.selfSigningKey, identity.userSigningKey]) {
    const [[keyId, key] = []] = Object.entries((JSON.parse(text) as { keys: Record<string, string> }).keys)
    assert.equal(await isNamedLikeKey({ olm, wasm }, me, key ?? ''), true)
    assert.equal(await isNamedLikeKey({ olm, wasm }, me, keyId ?? ''), true)
  }
  assert.equal(await isNamedLikeKey({ olm, wasm }, me, 'ADA'), false)
  olm.close()
})
