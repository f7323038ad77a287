import assert from 'node:assert/strict'
import { describe, test, type TestContext } from 'node:test'
import { WaryTransmitter } from '../../../../main/engine/account/wary-transmitter.ts'
import { silentLog } from '../../../../main/engine/base/log.ts'
import { Connectivity } from '../../../../main/engine/matrix/connectivity.ts'
import { HomeserverError } from '../../../../main/engine/matrix/errors.ts'
import { Http } from '../../../../main/engine/matrix/http.ts'
import type { Operation } from '../../../../main/engine/sending/operation.ts'
import { Refusal } from '../../../../main/engine/sending/transmitter.ts'
import type { EventId, LocalId, RoomId } from '../../../../preload/contract/index.ts'
import { ManualClock } from '../../../harness/manual-clock.ts'
import { json, refusal, scriptedServer } from '../matrix/scripted-server.ts'

const roomId = '!room:example.org' as RoomId
const message: Operation = { kind: 'message', roomId, text: 'in the open', format: 'plain', style: 'text', mentions: [] }
const none = refusal(404, 'M_NOT_FOUND')

async function open(context: TestContext) {
  const server = await scriptedServer(context)
  const connectivity = new Connectivity({ clock: new ManualClock(), random: () => 0, log: silentLog })
  const sent: Operation[] = []
  const wary = new WaryTransmitter({
    homeserver: new Http({ baseUrl: server.url }),
    connectivity,
    transmitter: {
      transmit: async ({ operation }) => {
        sent.push(operation)
        return { eventId: '$sent' as EventId }
      },
    },
  })
  const send = (operation: Operation) =>
    wary.transmit({ operation, localId: 'cw1' as LocalId, signal: new AbortController().signal, onProgress: () => undefined })
  return { server, connectivity, sent, send }
}

describe('what is about to be sent in the open', () => {
  test('goes when the server says that the room is not encrypted, which is asked once', async (t) => {
    const { server, sent, send } = await open(t)
    server.answer(none)
    await send(message)
    await send(message)
    assert.equal(sent.length, 2)
    assert.deepEqual(server.seen.map(({ url }) => decodeURIComponent(url)), [`/_matrix/client/v3/rooms/${roomId}/state/m.room.encryption/`])
  })

  test('does not go when the room is encrypted, whatever the store says', async (t) => {
    const { server, sent, send } = await open(t)
    // An empty content is no way out: the state is there.
    server.answer(json({ algorithm: 'm.megolm.v1.aes-sha2' }), json({}))
    await assert.rejects(send(message), (error) => error instanceof Refusal && error.code === 'unsupported')
    await assert.rejects(send(message), Refusal)
    assert.deepEqual(sent, [])
  })

  test('waits when the server cannot say', async (t) => {
    const { server, sent, send } = await open(t)
    server.answer(refusal(500, 'M_UNKNOWN'))
    await assert.rejects(send(message), (error) => error instanceof HomeserverError && error.isRetryable)
    assert.deepEqual(sent, [])
  })

  test('is asked about anew after the connection was lost', async (t) => {
    const { server, connectivity, sent, send } = await open(t)
    server.answer(none, json({ algorithm: 'm.megolm.v1.aes-sha2' }))
    await send(message)
    connectivity.failed(new HomeserverError('offline'), Number.MAX_SAFE_INTEGER)
    await assert.rejects(send(message), Refusal)
    assert.equal(sent.length, 1)
  })

  test('what says nothing in words goes unasked', async (t) => {
    const { server, sent, send } = await open(t)
    await send({ kind: 'read', roomId, eventId: '$e' as EventId, isPrivate: false })
    await send({ kind: 'leave', roomId })
    await send({ kind: 'redact', roomId, target: '$e' as EventId })
    assert.deepEqual([sent.length, server.seen.length], [3, 0])
  })
})
