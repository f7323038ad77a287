import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { tempFolderFor } from '../harness/temp-folder.ts'
import { Terminal } from './cli/terminal.ts'

describe('the homeserver on this computer, from a terminal', () => {
  test('is started, asked about, given a user who can sign in, and stopped', async (t) => {
    const terminal = await Terminal.open(t)
    const env = { XDG_CONFIG_HOME: await tempFolderFor(t) }
    const run = async (args: readonly string[], stdin = '') => {
      const running = terminal.start([...args, '--json'], { env })
      running.process.stdin.end(stdin)
      return running.ended
    }
    const before = await run(['home-server', 'status'])
    assert.deepEqual([before.status, Object.keys(before.json as object).sort()], [0, ['running', 'url', 'version']])
    assert.equal((before.json as { running: boolean }).running, false)
    t.after(() => run(['home-server', 'stop']))
    const started = (await run(['home-server', 'start'])).json as { url: string; running: boolean; version: string }
    assert.equal(started.running, true)
    assert.match(started.url, /^http:\/\/127\.0\.0\.1:\d+$/)
    assert.deepEqual((await run(['home-server', 'status'])).json, started)

    assert.deepEqual((await run(['home-server', 'add-user', 'ada'], 'a password\n')).json, started)
    const again = await run(['home-server', 'add-user', 'ada'], 'a password\n')
    assert.deepEqual([again.status, again.errorCode], [1, 'user-exists'])
    const login = await run(['login', '--homeserver', started.url, '--user', 'ada', '--password-stdin'], 'a password\n')
    assert.deepEqual([login.status, (login.json as { userId: string }).userId], [0, '@ada:localhost'])

    assert.equal(((await run(['home-server', 'stop'])).json as { running: boolean }).running, false)
    assert.equal((await run(['sync'])).status, 4)
    for (const args of [['home-server'], ['home-server', 'dance'], ['home-server', 'add-user'], ['home-server', 'stop', 'now']]) {
      assert.equal((await run(args)).status, 2)
    }
  })
})
