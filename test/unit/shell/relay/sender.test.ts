import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isTrusted, type Sender } from '../../../../main/shell/relay/sender.ts'

describe('whoever sends a message to main', () => {
  const page: Sender = { url: 'causeway://app/index.html', isMainFrame: true, isOurWindow: true }

  test('is trusted when it is the page of one of our windows', () => assert.equal(isTrusted(page), true))

  test('is not trusted in a window that is not ours', () => assert.equal(isTrusted({ ...page, isOurWindow: false }), false))

  test('is not trusted in a frame, whatever its address', () => assert.equal(isTrusted({ ...page, isMainFrame: false }), false))

  test('is not trusted when its frame is gone', () => assert.equal(isTrusted({ ...page, url: undefined }), false))

  const strangers = [
    'https://app/', 'causeway-media://app/', 'causeway://app.evil.example/', 'causeway://evil/', 'causeway://user@app/',
    'causeway://app:8080/',
    'causeway:app', 'causeway:///app/', 'file:///causeway://app/', 'data:text/html,causeway://app/', 'about:blank', 'about:srcdoc',
    'blob:causeway://app/1', 'devtools://devtools/', '', 'causeway',
  ]
  for (const url of strangers) {
    test(`is not trusted at ${JSON.stringify(url)}`, () => assert.equal(isTrusted({ ...page, url }), false))
  }
})
