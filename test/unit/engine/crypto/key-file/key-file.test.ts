import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { CryptoError } from '../../../../../main/engine/crypto/crypto-error.ts'
import { openKeyFile } from '../../../../../main/engine/crypto/key-file/read-key-file.ts'
import { keyFileText } from '../../../../../main/engine/crypto/key-file/write-key-file.ts'
import type { JsonRecord } from '../../../../../main/engine/base/json.ts'
import type { CryptoWasm } from '../../../../../main/engine/crypto/machine/wasm.ts'
import { makeRoomKeys } from '../../../../harness/room-keys.ts'

// The crypto machine reads and writes the same format: what the other side of each test is.
let wasm: CryptoWasm
let one: JsonRecord
let other: JsonRecord
before(async () => {
  const made = await makeRoomKeys(2)
  wasm = made.wasm
  const exported: readonly JsonRecord[] = JSON.parse(await made.olm.exportRoomKeys(() => true))
  assert.ok(exported[0] && exported[1])
  one = exported[0]
  other = exported[1]
})

const passphrase = 'correct horse, and ümläuts'

async function* each<T>(...items: readonly T[]): AsyncGenerator<T> {
  for (const item of items) yield item
}

async function write(...arrays: readonly string[]): Promise<string> {
  let text = ''
  for await (const piece of keyFileText(each(...arrays), passphrase)) text += piece
  return text
}

const inPieces = (text: string, length = 61) => async function* () {
  for (let at = 0; at < text.length; at += length) yield text.slice(at, at + length)
}

async function read(text: string, words = passphrase): Promise<{ readonly total: number; readonly keys: unknown[] }> {
  const open = inPieces(text)
  const { total, keys } = await openKeyFile(open, words)
  const found: unknown[] = []
  for await (const key of keys()) found.push(key === null ? null : JSON.parse(key))
  return { total, keys: found }
}

const code = (expected: string) => (error: unknown) => error instanceof CryptoError && error.code === expected

describe('a file of keys', () => {
  test('that we write is read by others, however many pieces it was made of', async () => {
    for (const arrays of [[JSON.stringify([one, other])], [JSON.stringify([one]), '[]', JSON.stringify([other])], []]) {
      const text = await write(...arrays)
      const expected = arrays.flatMap((array): unknown => JSON.parse(array))
      assert.deepEqual(JSON.parse(wasm.OlmMachine.decryptExportedRoomKeys(text, passphrase)), expected)
      assert.ok(text.split('\n').every((line) => line.length <= 96))
    }
  })

  test('that others write is read by us, with line ends of any kind and in one line', async () => {
    const text = wasm.OlmMachine.encryptExportedRoomKeys(JSON.stringify([one, other]), passphrase, 10_000)
    const lines = text.trim().split('\n')
    const inOneLine = [lines[0], lines.slice(1, -1).join(''), lines.at(-1)].join('\n')
    for (const file of [text, lines.join('\r\n'), `\n\n${text}\n\n`, inOneLine]) {
      assert.deepEqual(await read(file), { total: 2, keys: [one, other] })
    }
  })

  test('is not opened with another passphrase', async () => {
    const text = await write(JSON.stringify([one]))
    for (const words of ['', 'correct horse', `${passphrase} `]) await assert.rejects(read(text, words), code('wrong-key'))
  })

  test('in which anything was changed gives no key at all', async () => {
    const text = wasm.OlmMachine.encryptExportedRoomKeys(JSON.stringify([one, other]), passphrase, 10_000)
    const start = text.indexOf('\n') + 1
    const end = text.lastIndexOf('\n-----END')
    // Past version, salt, vector and rounds, which say by themselves what is wrong.
    for (let at = start + 52; at < end; at += 23) {
      if (text[at] === '\n') continue
      const changed = text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1)
      await assert.rejects(read(changed), code('wrong-key'), `changed at ${at}`)
    }
  })

  test('that is none, or not all of one, says so', async () => {
    const text = wasm.OlmMachine.encryptExportedRoomKeys(JSON.stringify([one]), passphrase, 10_000)
    const empty = '-----BEGIN MEGOLM SESSION DATA-----\n-----END MEGOLM SESSION DATA-----\n'
    const garbage = empty.replace('\n', `\n${Buffer.alloc(200, 7).toString('base64')}\n`)
    const tooShort = empty.replace('\n', `\n${Buffer.from([1, ...Buffer.alloc(36), 0, 0, 0, 1]).toString('base64')}\n`)
    for (const file of ['', 'hello', text.slice(0, 120), text.slice(0, -10), text.slice(40), empty, garbage, text.replace(/\n(.)/, '\n!$1')]) {
      await assert.rejects(read(file), code('damaged'), file.slice(0, 60))
    }
    await assert.rejects(read(tooShort), CryptoError)
  })

  test('does not keep this computer busy for as long as whoever made it likes', async () => {
    const head = Buffer.alloc(37, 0)
    head[0] = 1
    head.writeUInt32BE(0xffff_ffff, 33)
    const text = `-----BEGIN MEGOLM SESSION DATA-----\n${Buffer.concat([head, Buffer.alloc(64)]).toString('base64')}\n-----END MEGOLM SESSION DATA-----`
    await assert.rejects(read(text), code('unsupported'))
  })

  test('with something else than a list of keys in it is damaged', async () => {
    await assert.rejects(read(await write('[{"a": ]')), code('damaged'))
  })
})
