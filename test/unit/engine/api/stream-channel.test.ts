import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { describe, test } from 'node:test'
import { StreamChannel } from '../../../../main/engine/api/stream-channel.ts'

function openChannel({ room = 16_384 } = {}) {
  const input = new PassThrough()
  const output = new PassThrough({ writableHighWaterMark: room, readableHighWaterMark: room })
  const channel = new StreamChannel({ input, output })
  const heard: unknown[] = []
  channel.onMessage((message) => heard.push(message))
  return { input, output, channel, heard }
}

const settled = () => new Promise((resolve) => setImmediate(resolve))

const answers = (output: PassThrough): readonly unknown[] =>
  String(output.read() ?? '').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line))

describe('a channel over streams', () => {
  test('takes one message a line and leaves empty lines out', async () => {
    const { input, heard } = openChannel()
    input.write('{"a":1}\n\n{"b":')
    input.write('2}\r\n')
    await settled()
    assert.deepEqual(heard, [{ a: 1 }, { b: 2 }])
  })

  test('answers a line that is no JSON, and goes on', async () => {
    const { input, output, heard } = openChannel()
    input.write('nonsense\n{"a":1}\n')
    await settled()
    assert.deepEqual(heard, [{ a: 1 }])
    assert.deepEqual(answers(output), [{ jsonrpc: '2.0', id: null, error: { code: -32700, message: 'This line is no JSON.' } }])
  })

  test('asks nothing more of one who does not read, until they do', async () => {
    const { input, output, channel, heard } = openChannel({ room: 64 })
    let flowed = 0
    channel.onFlowing(() => { flowed += 1 })
    for (let count = 0; count < 4; count += 1) channel.send({ text: 'x'.repeat(60) })
    assert.equal(channel.isFlowing, false)
    input.write('{"a":1}\n')
    await settled()
    assert.deepEqual(heard, [])
    while (output.read() !== null) await settled()
    await settled()
    assert.deepEqual([heard, flowed, channel.isFlowing], [[{ a: 1 }], 1, true])
  })

  test('what was asked for before the end of the input can still be answered', async () => {
    const { input, output, channel } = openChannel()
    let isOver = false
    channel.onClose(() => { isOver = true })
    input.end('{"a":1}\n')
    await settled()
    await settled()
    assert.equal(isOver, true)
    channel.send({ late: true })
    assert.deepEqual(answers(output), [{ late: true }])
  })

  test('a reader that is gone is a closed channel and no exception', async () => {
    const { output, channel } = openChannel()
    let closed = 0
    channel.onClose(() => { closed += 1 })
    output.destroy(Object.assign(new Error('gone'), { code: 'EPIPE' }))
    await settled()
    channel.send({ text: 'nobody hears it' })
    assert.equal(closed, 1)
  })

  test('closing writes what is still to be written', async () => {
    const { output, channel } = openChannel()
    channel.send({ last: true })
    channel.close()
    await settled()
    assert.deepEqual(answers(output), [{ last: true }])
    assert.equal(output.writableEnded, true)
  })
})
