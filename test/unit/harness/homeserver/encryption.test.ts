import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { OlmMachine } from '@matrix-org/matrix-sdk-crypto-wasm'
import { loadWasm, type CryptoWasm } from '../../../../main/engine/crypto/machine/wasm.ts'
import { myUserId } from '../../../harness/homeserver/world/people.ts'
import { at, keysAt, list, openClient, type Client } from './client.ts'

async function publishKeys(wasm: CryptoWasm, olm: OlmMachine, client: Client): Promise<void> {
  for (const request of await olm.outgoingRequests()) {
    if (!(request instanceof wasm.KeysUploadRequest)) continue
    const { body } = await client.ask('POST', 'v3/keys/upload', JSON.parse(request.body))
    await olm.markRequestAsSent(request.id, request.type, JSON.stringify(body))
  }
}

test('a device that has published its keys is let into the encrypted rooms, and can read everything in them', async (context) => {
  const client = await openClient(context, { rooms: 5, events: 100, encryptedRooms: 2, encryptedEvents: 300 })
  const { world } = client.homeserver.service
  const wasm = await loadWasm()
  const olm = await wasm.OlmMachine.initialize(new wasm.UserId(myUserId), new wasm.DeviceId(client.deviceId))
  context.after(() => olm.close())
  const before = await client.slide()
  assert.equal(at(before.body, 'lists', 'all', 'count'), 5)

  await publishKeys(wasm, olm, client)
  const take = async (answer: unknown): Promise<void> => {
    const messages = list(answer, 'extensions', 'to_device', 'events')
    const settings = new wasm.DecryptionSettings(wasm.TrustRequirement.Untrusted)
    await olm.receiveSyncChangesMsc4186(JSON.stringify(messages), new wasm.DeviceLists(), new Map(), undefined, settings)
  }
  const { body } = await client.slide({ pos: String(before.body['pos']), limit: 5 })
  await take(body)
  assert.equal(at(body, 'lists', 'all', 'count'), 7)
  assert.equal(keysAt(body, 'rooms').length, 2)

  for (const facts of world.rooms.filter(({ kind }) => kind === 'encrypted')) {
    const page = await client.get(`v3/rooms/${encodeURIComponent(facts.roomId)}/messages?dir=b&limit=1000`)
    const { body: more } = await client.slide({ toDevice: String(at(body, 'extensions', 'to_device', 'next_batch')) })
    await take(more)
    const sealed = list(page, 'chunk').filter(({ type, unsigned }) => type === 'm.room.encrypted' && at(unsigned, 'redacted_by') === undefined)
    assert.ok(sealed.length > 100, `${sealed.length} encrypted events`)
    const sessions = new Set(sealed.map((event) => at(event, 'content', 'session_id')))
    assert.ok(sessions.size >= 3, 'each sender has a session of their own')
    for (const event of sealed) {
      const index = world.indexOf(facts, String(event['event_id']))
      assert.ok(index !== undefined)
      const settings = new wasm.DecryptionSettings(wasm.TrustRequirement.Untrusted)
      const { event: clear } = await olm.decryptRoomEvent(JSON.stringify(event), new wasm.RoomId(facts.roomId), settings)
      assert.equal(at(JSON.parse(clear), 'content', 'body'), world.events.plain(facts, index).content['body'])
    }
  }
})
