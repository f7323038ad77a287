import { armour } from './armour.ts'
import { authenticating, newHead, sealing, stretch, writeHead } from './key-cipher.ts'

/** The text of a file of keys. `keys`: JSON arrays, which become one. */
export async function* keyFileText(keys: AsyncIterable<string>, passphrase: string): AsyncGenerator<string, void, undefined> {
  yield* armour(sealed(joined(keys), passphrase))
}

async function* sealed(texts: AsyncIterable<string>, passphrase: string): AsyncGenerator<Uint8Array, void, undefined> {
  const head = newHead()
  const secrets = await stretch(passphrase, head)
  const [cipher, hmac] = [sealing(secrets, head), authenticating(secrets)]
  const passed = (piece: Uint8Array): Uint8Array => {
    hmac.update(piece)
    return piece
  }
  yield passed(writeHead(head))
  for await (const text of texts) yield passed(cipher.update(text, 'utf8'))
  yield passed(cipher.final())
  yield hmac.digest()
}

async function* joined(arrays: AsyncIterable<string>): AsyncGenerator<string, void, undefined> {
  let isFirst = true
  yield '['
  for await (const array of arrays) {
    const items = array.trim().slice(1, -1).trim()
    if (items === '') continue
    yield isFirst ? items : `,${items}`
    isFirst = false
  }
  yield ']'
}
