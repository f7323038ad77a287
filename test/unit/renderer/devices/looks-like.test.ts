import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isPhone } from '../../../../renderer/devices/looks-like.ts'

describe('the picture beside a device', () => {
  test('is a phone where the name sounds like one', () => {
    for (const name of ['Element X on Pixel 8', 'iPhone', 'FluffyChat (Android)', 'Galaxy S24']) assert.ok(isPhone(name), name)
    for (const name of ['Causeway on Linux', 'Fractal', 'weather-bot', 'Mobiles', '']) assert.ok(!isPhone(name), name)
  })
})
