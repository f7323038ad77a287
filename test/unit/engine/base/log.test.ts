import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createLog, lineSink, silentLog, type LogEntry } from '../../../../main/engine/base/log.ts'

const clock = { now: () => 1_000, uptime: () => 0, sleep: () => Promise.resolve() }

function recording(level: 'debug' | 'warn' = 'debug') {
  const entries: LogEntry[] = []
  return { entries, log: createLog((entry) => entries.push(entry), level, clock) }
}

/** What a log line would hold of `fields`, as text. */
function logged(fields: Record<string, unknown>): string {
  const lines: string[] = []
  createLog(
    lineSink((line) => lines.push(line)),
    'debug',
    clock,
  ).info('Something happened', fields)
  return lines.join('')
}

describe('a log', () => {
  test('names the part that speaks and drops what is below its level', () => {
    const { entries, log } = recording('warn')
    log.child('sync').child('room').info('Not interesting')
    log.child('sync').child('room').warn('Interesting', { rooms: 3 })
    assert.deepEqual(entries, [
      { at: 1_000, level: 'warn', name: 'sync/room', message: 'Interesting', fields: Object.assign(Object.create(null), { rooms: 3 }) },
    ])
  })

  test('a line is one JSON document with its newline', () => {
    const line = logged({ rooms: 3 })
    assert.equal(line.indexOf('\n'), line.length - 1)
    assert.deepEqual(JSON.parse(line), {
      at: '1970-01-01T00:00:01.000Z',
      level: 'info',
      name: '',
      message: 'Something happened',
      rooms: 3,
    })
  })

  test('what is named like a secret is never written, however deep it lies', () => {
    const secret = 'hunter2'
    const names = [
      'token',
      'accessToken',
      'refresh_token',
      'password',
      'passphrase',
      'Authorization',
      'recoveryKey',
      'key',
      'clientSecret',
      'pickle_key',
    ]
    for (const name of names) {
      const line = logged({ request: { headers: [{ [name]: secret }] } })
      assert.ok(!line.includes(secret), name)
      assert.ok(line.includes('[secret]'), name)
    }
  })

  test('what looks like a secret is never written, whatever its name', () => {
    const secrets = [
      'syt_YWxpY2U_abcdefghijkl_0aBcDe',
      'syr_refreshrefreshrefresh',
      'mat_abcdefghijklmnopqrstuvwxyz_0123',
      'Bearer abc.def.ghi',
      'access_token=abcdefgh',
      'EsTc LW2K PGiF wKEA 3As5 g5c4 BXwk qeeJ ZJV8 Q9fu gUMN UE4d',
      'ab'.repeat(32),
    ]
    for (const secret of secrets) {
      assert.ok(!logged({ note: `before ${secret} after` }).includes(secret), secret)
      assert.ok(!logged({ error: new Error(`cannot use ${secret}`, { cause: new Error(secret) }) }).includes(secret), secret)
      const { entries, log } = recording()
      log.error(`Failed with ${secret}`)
      assert.ok(!JSON.stringify(entries).includes(secret), secret)
    }
  })

  test('what people wrote to each other is never written', () => {
    for (const name of ['body', 'formatted_body', 'formattedBody', 'content', 'plaintext']) {
      assert.ok(!logged({ event: { [name]: 'see you at six' } }).includes('see you at six'), name)
    }
  })

  test('numbers pass under any name, bytes only as their count', () => {
    const line = logged({ keyCount: 50, data: new Uint8Array(32).fill(7) })
    assert.match(line, /"keyCount":50/)
    assert.match(line, /\[32 bytes\]/)
  })

  test('a value that contains itself, endless text and a hostile key do not break a line', () => {
    const circle: Record<string, unknown> = {}
    circle['self'] = circle
    const line = logged({ circle, text2: 'x'.repeat(1_000_000), ...JSON.parse('{"__proto__": {"polluted": true}}') })
    assert.ok(line.length < 10_000)
    assert.equal(Object.hasOwn(Object.prototype, 'polluted'), false)
  })

  test('the silent log says nothing', () => {
    silentLog.child('any').error('Nobody hears this')
  })
})
