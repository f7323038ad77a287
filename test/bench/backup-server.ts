import { createServer } from 'node:http'
import { Readable } from 'node:stream'
import { makeRoomKeys } from '../harness/room-keys.ts'

export type BackupServer = {
  readonly url: string
  /** The backup's private key, in base64. */
  readonly key: string
  dispose(): Promise<void>
}

const perRoom = 100

/** A homeserver that has nothing but a backup of `count` real keys. Making them takes a millisecond each. */
export async function startBackupServer(count: number): Promise<BackupServer> {
  const { wasm, olm } = await makeRoomKeys(Math.ceil(count / perRoom), perRoom)
  const key = wasm.BackupDecryptionKey.createRandomKey()
  const publicKey = key.megolmV1PublicKey.publicKeyBase64
  const lock = wasm.PkEncryption.fromKey(new wasm.Curve25519PublicKey(publicKey))
  const sessions: readonly { readonly room_id: string; readonly session_id: string }[] = JSON.parse(await olm.exportRoomKeys(() => true))
  olm.close()
  const rooms = Map.groupBy(sessions.slice(0, count), ({ room_id: roomId }) => roomId)
  const backup = [...rooms].map(([roomId, keys]) => {
    const sealed = keys.map(({ session_id: sessionId, ...session }) => {
      const { ephemeralKey: ephemeral, mac, ciphertext } = lock.encryptString(JSON.stringify(session)).toBase64()
      const data = { first_message_index: 0, forwarded_count: 0, is_verified: true, session_data: { ephemeral, mac, ciphertext } }
      return `${JSON.stringify(sessionId)}:${JSON.stringify(data)}`
    })
    return `${JSON.stringify(roomId)}:{"sessions":{${sealed.join(',')}}}`
  })
  const version = { version: '1', algorithm: 'm.megolm_backup.v1.curve25519-aes-sha2', auth_data: { public_key: publicKey }, count, etag: '1' }
  const server = createServer(({ url = '' }, response) => {
    response.setHeader('content-type', 'application/json')
    if (url.includes('/room_keys/version')) response.end(JSON.stringify(version))
    else if (url.includes('/room_keys/keys')) Readable.from(pieces(backup)).pipe(response)
    else response.writeHead(404).end('{"errcode":"M_NOT_FOUND"}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    key: key.toBase64(),
    dispose: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function* pieces(rooms: readonly string[]): Generator<string> {
  for (const [at, room] of rooms.entries()) yield `${at === 0 ? '{"rooms":{' : ','}${room}`
  yield '}}'
}
