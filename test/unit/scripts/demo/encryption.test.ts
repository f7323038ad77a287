import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { pictureContent } from '../../../../scripts/demo/world/content.ts'
import { ROOMS } from '../../../../scripts/demo/world/rooms.ts'
import { correspondents } from '../../../../scripts/demo/world/seals.ts'
import { isEncrypted, VIEWER } from '../../../../scripts/demo/world/script.ts'

describe('encryption in the demo', () => {
  test('is the normal case of direct and private rooms, and not that of those that anybody may join', () => {
    assert.ok(ROOMS.filter(({ isDirect }) => isDirect).every(isEncrypted))
    assert.ok(ROOMS.some((room) => room.isPrivate === true && isEncrypted(room)))
    assert.ok(ROOMS.filter(({ isDirect, isPrivate }) => isDirect === undefined && isPrivate === undefined).every((room) => !isEncrypted(room)))
  })

  test('has everybody who speaks in an encrypted room encrypt, and the viewer with Causeway', () => {
    const people = correspondents(ROOMS)
    assert.ok(!people.includes(VIEWER))
    assert.equal(new Set(people).size, people.length)
    for (const { key, lines, later = [] } of ROOMS.filter(isEncrypted)) {
      for (const { by } of [...lines, ...later]) assert.ok(by === VIEWER || people.includes(by), `${key}: ${by}`)
    }
  })

  test('withholds keys only where there are any', () => {
    const rooms = ROOMS.filter(({ lines }) => lines.some(({ isWithheld }) => isWithheld))
    assert.deepEqual(rooms.map(isEncrypted), [true])
  })

  test('names no address of a picture outside the file that it is encrypted in', () => {
    const picture = { bytes: new Uint8Array(4), width: 2, height: 1 }
    const content = pictureContent('fog', { file: { url: 'mxc://skerrow.example/fog' } }, picture, 'Day 42')
    assert.equal('url' in content, false)
    assert.deepEqual([content['file'], content['filename'], content['body']], [{ url: 'mxc://skerrow.example/fog' }, 'fog.png', 'Day 42'])
  })
})
