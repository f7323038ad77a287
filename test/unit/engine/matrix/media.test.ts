import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Http } from '../../../../main/engine/matrix/http.ts'
import { downloadMedia, downloadThumbnail, largestUpload, parseContentUri, uploadMedia } from '../../../../main/engine/matrix/media.ts'
import type { Versions } from '../../../../main/engine/matrix/versions.ts'
import { json, refusal, scriptedServer, text } from './scripted-server.ts'

const recent: Versions = { versions: ['v1.10', 'v1.11'], features: new Set() }
const old: Versions = { versions: ['r0.6.1', 'v1.10'], features: new Set() }
const early: Versions = { versions: ['v1.10'], features: new Set(['org.matrix.msc3916.stable']) }

describe('a content URI', () => {
  test('has a server name and a media id', () => {
    assert.deepEqual(parseContentUri('mxc://example.org/AbC-_1'), { serverName: 'example.org', mediaId: 'AbC-_1' })
    assert.deepEqual(parseContentUri('mxc://[::1]:8448/a'), { serverName: '[::1]:8448', mediaId: 'a' })
    assert.deepEqual(parseContentUri('mxc://localhost:8480/a'), { serverName: 'localhost:8480', mediaId: 'a' })
  })

  const hostile = [
    '',
    'mxc://',
    'mxc://a',
    'mxc://a/',
    'mxc:///b',
    'mxc://../b',
    'mxc://a/..',
    'mxc://a/b/../c',
    'mxc://a/b/c',
    'mxc://a/%2e%2e',
    'mxc://a/b?c=d',
    'mxc://a/b#c',
    'mxc://a@b/c',
    'mxc://a/b c',
    'mxc://a/b\n',
    'https://a/b',
    'MXC://a/b',
    ' mxc://a/b',
    'mxc://a:b/c',
    `mxc://a/${'x'.repeat(300)}`,
    'mxc://127.0.0.1/../../../some_service/etc/passwd',
  ]
  for (const uri of hostile) {
    test(`is not ${JSON.stringify(uri.slice(0, 50))}`, async (t) => {
      assert.equal(parseContentUri(uri), undefined)
      const server = await scriptedServer(t)
      await assert.rejects(downloadMedia(new Http({ baseUrl: server.url }), { uri, versions: recent }), { code: 'bad-request' })
      assert.equal(server.seen.length, 0)
    })
  }
})

test('media comes from the authenticated endpoints where the server has them, otherwise from the open ones', async (t) => {
  const server = await scriptedServer(t)
  server.answer(text('bytes'))
  const http = new Http({ baseUrl: server.url })
  const size = { width: 96, height: 96, method: 'crop' } as const
  for (const versions of [recent, early, old]) {
    const file = await downloadMedia(http, { uri: 'mxc://example.org/abc', versions })
    const thumbnail = await downloadThumbnail(http, { uri: 'mxc://example.org/abc', versions, size })
    for (const download of [file, thumbnail]) download.discard()
  }
  const authenticated = [
    '/_matrix/client/v1/media/download/example.org/abc',
    '/_matrix/client/v1/media/thumbnail/example.org/abc?width=96&height=96&method=crop',
  ]
  const open = [
    '/_matrix/media/v3/download/example.org/abc',
    '/_matrix/media/v3/thumbnail/example.org/abc?width=96&height=96&method=crop',
  ]
  assert.deepEqual(
    server.seen.map(({ url }) => url),
    [...authenticated, ...authenticated, ...open],
  )
})

test('an upload names the file only when asked to, and gives the content URI', async (t) => {
  const server = await scriptedServer(t)
  const http = new Http({ baseUrl: server.url })
  const open = async function* () {
    yield Buffer.from('hi')
  }
  const upload = { contentType: 'text/plain', length: 2, open }
  server.answer(json({ content_uri: 'mxc://example.org/abc' }))
  assert.equal(await uploadMedia(http, upload), 'mxc://example.org/abc')
  await uploadMedia(http, { ...upload, fileName: 'ä b.txt' })
  assert.deepEqual(
    server.seen.map(({ url }) => url),
    ['/_matrix/media/v3/upload', '/_matrix/media/v3/upload?filename=%C3%A4+b.txt'],
  )
})

test('an upload whose answer names no valid place has failed', async (t) => {
  const server = await scriptedServer(t)
  server.answer(json({ content_uri: 'mxc://../abc' }))
  const open = async function* () {}
  await assert.rejects(uploadMedia(new Http({ baseUrl: server.url }), { contentType: 'text/plain', length: 0, open }), {
    code: 'bad-response',
  })
})

test('an upload that is cut off was too large if the server says so, otherwise the connection was lost', async (t) => {
  const server = await scriptedServer(t)
  const http = new Http({ baseUrl: server.url })
  const open = async function* () {
    yield Buffer.alloc(100)
  }
  const upload = { contentType: 'text/plain', length: 100, open }
  let config = json({ 'm.upload.size': 99 })
  server.answer((response, request) => {
    if (request.method === 'POST') response.destroy()
    else config(response, request)
  })
  await assert.rejects(uploadMedia(http, upload), { code: 'too-large' })
  const isOld = (url: string) => url.startsWith('/_matrix/media/')
  const [small, unknown] = [json({ 'm.upload.size': 99 }), refusal(404, 'M_UNRECOGNIZED')]
  config = (response, request) => (isOld(request.url) ? small : unknown)(response, request)
  await assert.rejects(uploadMedia(http, upload), { code: 'too-large' })
  for (const answer of [json({ 'm.upload.size': 100 }), json({}), unknown]) {
    config = answer
    await assert.rejects(uploadMedia(http, upload), { code: 'offline' })
  }
})

test('the largest upload is a number or unknown', async (t) => {
  const server = await scriptedServer(t)
  server.answer(json({ 'm.upload.size': 52_428_800 }), json({ 'm.upload.size': 'large' }))
  const http = new Http({ baseUrl: server.url })
  assert.equal(await largestUpload(http, { versions: recent }), 52_428_800)
  assert.equal(await largestUpload(http, { versions: recent }), undefined)
})
