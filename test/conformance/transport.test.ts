import assert from 'node:assert/strict'
import { fork, spawn, type ChildProcess } from 'node:child_process'
import { describe, test, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { RpcClient } from '../../main/cli/engine/rpc-client.ts'
import { CallFailed } from '../../main/cli/engine/call-failed.ts'
import type { Channel } from '../../main/engine/api/channel.ts'
import { Engine } from '../../main/engine/api/engine.ts'
import { localChannels } from '../../main/engine/api/local-channel.ts'
import { connectToOwner } from '../../main/engine/api/socket.ts'
import { StreamChannel } from '../../main/engine/api/stream-channel.ts'
import { systemClock } from '../../main/engine/base/clock.ts'
import { silentLog } from '../../main/engine/base/log.ts'
import { applyDiffs, type Views } from '../../preload/contract/index.ts'
import { tempFolderFor } from '../harness/temp-folder.ts'

// One suite over every way to reach an engine: what is carried must not depend on what carries it.

const key = new Uint8Array(32).fill(7)

async function openHere(test: TestContext): Promise<{ readonly engine: Engine; readonly dir: string }> {
  const dir = await tempFolderFor(test)
  const engine = await Engine.open({ dir, key, mode: 'quiet', clock: systemClock, log: silentLog, random: Math.random })
  test.after(() => engine.dispose())
  return { engine, dir }
}

const fixture = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

function endWith(test: TestContext, child: ChildProcess): void {
  test.after(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill()
    await ended
  })
}

const portOf = (child: ChildProcess): Channel => ({
  send: (message) => { child.send(message) },
  isFlowing: true,
  onMessage: (listener) => { child.on('message', listener) },
  onFlowing: () => undefined,
  onClose: (listener) => { child.once('exit', listener) },
  close: () => { if (child.connected) child.disconnect() },
})

/** Each gives one end of a channel at whose other end an engine with an empty profile serves. */
const transports: Readonly<Record<string, (test: TestContext) => Promise<Channel>>> = {
  'within one process': async (test) => {
    const { engine } = await openHere(test)
    const [ours, theirs] = localChannels()
    engine.serve(theirs)
    return ours
  },
  'a socket': async (test) => {
    const { engine, dir } = await openHere(test)
    await engine.listen(dir, { isLasting: true })
    const channel = await connectToOwner(dir)
    assert.ok(channel)
    return channel
  },
  'standard streams': async (test) => {
    const child = spawn(
      process.execPath, [fixture('transport/serve-stdio.ts'), await tempFolderFor(test)], { stdio: ['pipe', 'pipe', 'inherit'] },
    )
    endWith(test, child)
    return new StreamChannel({ input: child.stdout, output: child.stdin })
  },
  'the parent port': async (test) => {
    const child = fork(
      fixture('../../main/engine/index.ts'), [], { serialization: 'advanced', stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
    )
    endWith(test, child)
    const channel = portOf(child)
    await new RpcClient(channel).request('engine.open', { profileDir: await tempFolderFor(test), key })
    return channel
  },
}

/** The rows of the settings view as they come, one array for each batch. */
function settingsSeen() {
  const seen: (readonly Views['settings']['row'][])[] = []
  let heard = Promise.withResolvers<void>()
  let rows: readonly Views['settings']['row'][] = []
  return {
    seen,
    next: () => heard.promise,
    listener: {
      batch: ({ diffs }: { readonly diffs: Parameters<typeof applyDiffs<Views['settings']['row']>>[1] }) => {
        rows = applyDiffs(rows, diffs)
        seen.push(rows)
        heard.resolve()
        heard = Promise.withResolvers()
      },
      gone: () => undefined,
    },
  }
}

for (const [name, connect] of Object.entries(transports)) {
  describe(`the contract over ${name}`, () => {
    test('a call is answered', async (context) => {
      const client = new RpcClient(await connect(context))
      assert.equal((await client.call('settings.get', {})).theme, 'system')
      assert.deepEqual(await client.call('account.list', {}), [])
    })

    test('calls that are made together are each answered with their own result', async (context) => {
      const client = new RpcClient(await connect(context))
      const sizes = [13, 14, 16, 18] as const
      const answers = await Promise.all(sizes.map((textSize) => client.call('settings.set', { textSize })))
      assert.deepEqual(answers.map(({ textSize }) => textSize), sizes)
    })

    test('a view begins with a reset and goes on with what changed', async (context) => {
      const client = new RpcClient(await connect(context))
      const view = settingsSeen()
      const first = view.next()
      await client.watch('settings', {}, view.listener)
      await first
      const second = view.next()
      await client.call('settings.set', { theme: 'dark' })
      await second
      assert.deepEqual(view.seen.map(([row]) => row?.theme), ['system', 'dark'])
    })

    test('a call that fails says why', async (context) => {
      const client = new RpcClient(await connect(context))
      const call = client.call('outbox.list', { account: '@nobody:example.org' as never })
      await assert.rejects(call, (error) => error instanceof CallFailed && error.failure.code === 'not-signed-in')
    })

    test('what is no call, no view or no proper input is refused', async (context) => {
      const client = new RpcClient(await connect(context))
      const codeOf = (asked: Promise<unknown>) => asked.then(
        () => 'none', (error: unknown) => error instanceof CallFailed ? error.failure.code : error,
      )
      assert.equal(await codeOf(client.request('room.destroy', {})), 'unsupported')
      assert.equal(await codeOf(client.request('__proto__', {})), 'unsupported')
      assert.equal(await codeOf(client.request('settings.set', { theme: 'pink' })), 'bad-input')
      assert.equal(await codeOf(client.request('settings.set', { constructor: 1 })), 'bad-input')
      assert.equal(await codeOf(client.request('watch', { view: 'toString', input: {} })), 'bad-input')
      assert.equal(await codeOf(client.request('watch', { view: 'rooms', input: {} })), 'bad-input')
    })

    test('bytes arrive as bytes', async (context) => {
      const client = new RpcClient(await connect(context))
      const bytes = new Uint8Array([0, 1, 254, 255])
      const call = client.call('message.sendFile', {
        account: '@nobody:example.org' as never, roomId: '!room:example.org' as never, source: { from: 'bytes', bytes, name: 'x' },
      })
      // Refused for the account and not for the shape: the guard has seen a Uint8Array.
      await assert.rejects(call, (error) => error instanceof CallFailed && error.failure.code === 'not-signed-in')
    })
  })
}
