// An engine that does what a test asks of it, in a process of its own: the parts that only a real process shows. It speaks the same
// JSON-RPC as the real one, through Electron's port or Node's, and stands where dist/engine/index.mjs would.
import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const port = process.parentPort
const send = port ? (message) => port.postMessage(message) : (message) => process.send(message)
if (port) port.on('message', ({ data }) => receive(data))
else {
  process.on('message', receive)
  process.on('disconnect', () => process.exit(0))
}

const onePixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=='
const drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><rect width="8" height="8"/></svg>'
const media = {
  'image.png': ['image/png', Buffer.from(onePixel, 'base64')],
  'drawing.svg': ['image/svg+xml', Buffer.from(drawing)],
  'page.html': ['text/html', Buffer.from('<script>document.title="owned"</script>')],
  'film.mp4': ['video/mp4', Buffer.alloc(3_000_000, 7)],
  'sound.wav': ['audio/wav', wave(300)],
}

/** Silence of so many seconds: 8,000 samples of a byte each, as a WAV file. */
function wave(seconds) {
  const head = Buffer.alloc(44)
  const length = seconds * 8_000
  head.write('RIFF', 0)
  head.writeUInt32LE(36 + length, 4)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(1, 22)
  head.writeUInt32LE(8_000, 24)
  head.writeUInt32LE(8_000, 28)
  head.writeUInt16LE(1, 32)
  head.writeUInt16LE(8, 34)
  head.write('data', 36)
  head.writeUInt32LE(length, 40)
  return Buffer.concat([head, Buffer.alloc(length, 128)])
}

let profileDir = ''
let nextWatch = 1

/** What each method answers; throwing refuses with that failure. */
const methods = {
  'engine.open': (params) => {
    profileDir = params.profileDir
    if (!(params.key instanceof Uint8Array) || params.key.byteLength !== 32) throw { code: 'locked', message: 'The key is not a key.' }
    note('opened')
    return {}
  },
  'engine.close': () => {
    note('closed')
    return {}
  },
  'engine.media': ({ url, from, length }) => {
    const found = media[url.split('/').at(-1)]
    if (found === undefined) throw { code: 'not-found', message: 'There is no such media.' }
    return { mimetype: found[0], size: found[1].byteLength, bytes: new Uint8Array(found[1].subarray(from, from + length)) }
  },
  'engine.saveAttachment': ({ path, eventId }) => {
    writeFileSync(path, eventId)
    return {}
  },
  'account.list': () => [],
  // The one call with a free text: what the engine is told to do.
  'account.discover': ({ server }) => {
    if (server === 'crash') process.kill(process.pid, 'SIGKILL')
    if (server === 'hang') return undefined
    return { homeserver: server, name: `${process.pid}`, canPassword: true, otherFlows: [] }
  },
  'message.sendFile': ({ source }) => {
    note(`file from ${source.from}: ${source.path ?? source.bytes.byteLength}`)
    return { localId: 'cw1' }
  },
  'watch': ({ view }) => {
    const watch = nextWatch
    nextWatch += 1
    setImmediate(() => batch(watch, 0, [{ op: 'reset', rows: [{ key: view, unread: 0, mentions: 0, process: process.pid }] }]))
    return { watch }
  },
  'move': () => ({}),
  'unwatch': ({ watch }) => {
    note(`unwatched ${watch}`)
    return {}
  },
}

function batch(watch, seq, diffs) {
  send({ jsonrpc: '2.0', method: 'batch', params: { watch, seq, diffs, head: {} } })
}

function note(what) {
  appendFileSync(join(profileDir, 'engine-diary.txt'), `${what}\n`)
}

function receive({ id, method, params }) {
  try {
    const result = methods[method](params)
    if (result !== undefined) send({ jsonrpc: '2.0', id, result })
  } catch (failure) {
    send({ jsonrpc: '2.0', id, error: { code: -32000, message: String(failure.message), data: failure } })
  }
}
