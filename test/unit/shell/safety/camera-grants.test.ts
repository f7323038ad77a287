import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { CameraGrants, type MediaRequest } from '../../../../main/shell/safety/camera-grants.ts'

const page = {}
const asked = (given: Partial<MediaRequest> = {}): MediaRequest =>
  ({ contents: page, isMainFrame: true, url: 'causeway://app/', mediaTypes: ['video'], ...given })

describe('the camera', () => {
  test('is nobody’s until a page says that it scans, and no longer than that', () => {
    const grants = new CameraGrants(() => 0)
    assert.equal(grants.allows(asked()), false)
    grants.open(page)
    assert.equal(grants.allows(asked()), true)
    grants.close(page)
    assert.equal(grants.allows(asked()), false)
  })

  test('is lost after five minutes by a page that says nothing more', () => {
    let now = 0
    const grants = new CameraGrants(() => now)
    grants.open(page)
    now = 299_999
    assert.equal(grants.allows(asked()), true)
    now = 300_000
    assert.equal(grants.allows(asked()), false)
  })

  test('comes without a microphone, for that page alone, and for no frame or stranger in it', () => {
    const grants = new CameraGrants(() => 0)
    grants.open(page)
    for (const stranger of [
      { mediaTypes: ['audio'] }, { mediaTypes: ['video', 'audio'] }, { mediaTypes: [] }, { mediaTypes: ['unknown'] }, { contents: {} },
      { contents: null }, { isMainFrame: false }, { url: 'https://example.org/' }, { url: 'causeway://app.evil/' }, { url: undefined },
    ]) assert.equal(grants.allows(asked(stranger)), false, JSON.stringify(stranger))
  })
})
