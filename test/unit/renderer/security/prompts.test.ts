import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { DeviceId, DeviceRow, UserId } from '../../../../preload/contract/index.ts'
import type { Step } from '../../../../renderer/security/next-step.ts'
import { dismissedWith, promptOf } from '../../../../renderer/security/prompts.ts'

const account = '@mira:example.org' as UserId

const device = (id: string, given: Partial<DeviceRow> = {}): DeviceRow => ({
  key: id as DeviceId, deviceId: id as DeviceId, name: id, isCurrent: false, trust: 'unverified', lastSeenTs: null, lastSeenAddress: null,
  fingerprint: null, ...given,
})

const ask = (step: Step, devices: readonly DeviceRow[] = [], dismissed: readonly string[] = []) =>
  promptOf({ account, step, devices, dismissed })

describe('what is said about encryption beside the room list', () => {
  test('is nothing while all is well or nothing is known', () => {
    assert.equal(ask('none'), null)
    assert.equal(ask('unknown'), null)
  })

  test('is the next step, until it was put away, for this account alone', () => {
    const prompt = ask('set-up-recovery')
    assert.deepEqual(prompt, { kind: 'set-up-recovery', name: 'set-up-recovery @mira:example.org', dialog: 'set-up-recovery' })
    assert.equal(ask('set-up-recovery', [], [prompt?.name ?? '']), null)
    assert.notEqual(ask('set-up-recovery', [], ['set-up-recovery @mira:elsewhere.org']), null)
  })

  test('cannot be put away where encryption does not work without it', () => {
    assert.equal(ask('finish')?.name, null)
    assert.equal(ask('broken')?.name, null)
  })

  test('is a device that nobody has confirmed, one after the other, and never this one', () => {
    const devices = [device('OWN', { isCurrent: true }), device('GOOD', { trust: 'verified' }), device('BOT', { trust: 'no-keys' }), device('A'), device('B')]
    assert.equal(ask('none', devices)?.name, 'device A @mira:example.org')
    assert.equal(ask('none', devices, ['device A @mira:example.org'])?.name, 'device B @mira:example.org')
    assert.equal(ask('none', devices, ['device A @mira:example.org', 'device B @mira:example.org']), null)
  })

  test('is remembered for so long, and does not grow for ever', () => {
    const many = Array.from({ length: 250 }, (_unused, at) => `device ${at}`)
    const kept = dismissedWith(many, 'device 249')
    assert.equal(kept.length, 200)
    assert.equal(kept.at(-1), 'device 249')
    assert.equal(kept.filter((name) => name === 'device 249').length, 1)
  })
})
