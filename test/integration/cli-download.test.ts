import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test, type TestContext } from 'node:test'
import type { Person } from '../harness/person.ts'
import { smallPicture } from '../harness/pictures.ts'
import { sealFile } from '../harness/sealed-file.ts'
import { startSynapse, useSynapse, type TestSynapse } from '../harness/synapse.ts'
import { tempFolderFor } from '../harness/temp-folder.ts'
import { findTraces } from '../harness/traces.ts'
import { Terminal } from './cli/terminal.ts'

// `causeway download` against a real homeserver: files that lie open, and encrypted ones that another client's library made.

let synapse: TestSynapse
before(async () => { synapse = await useSynapse() })
after(() => synapse.dispose())

type Scene = { readonly terminal: Terminal; readonly ben: Person; readonly roomId: string; readonly folder: string; readonly out: string }

/** Ada at a terminal, and Ben, who sends her files. */
async function setScene(t: TestContext): Promise<Scene> {
  const [ada, ben, folder] = await Promise.all([synapse.person('Ada'), synapse.person('Ben'), tempFolderFor(t)])
  const terminal = await Terminal.signedIn(t, ada)
  const { roomId } = await terminal.json<{ roomId: string }>('create', '--name', 'Files', '--invite', ben.userId)
  await ben.join(roomId)
  return { terminal, ben, roomId, folder, out: join(folder, 'saved') }
}

const plan = randomBytes(300_000)

/** Sends an encrypted file; `spoil`: what the server, or somebody on the way, makes of it. */
async function sendSealed({ ben, roomId }: Scene, bytes: Uint8Array, spoil = (ciphertext: Uint8Array<ArrayBuffer>) => ciphertext): Promise<string> {
  const { ciphertext, fileAt } = await sealFile(bytes)
  const url = await ben.upload(spoil(ciphertext), 'application/octet-stream', 'x')
  return ben.send(roomId, 'm.room.message', { msgtype: 'm.file', body: 'plan.bin', file: fileAt(url), info: { size: bytes.byteLength } })
}

describe('download', () => {
  test('saves what lies open, in place of an older file', async (t) => {
    const { terminal, ben, roomId, out } = await setScene(t)
    const url = await ben.upload(smallPicture, 'text/html', 'dot.png')
    const eventId = await ben.send(roomId, 'm.room.message', { msgtype: 'm.image', body: 'dot.png', url })
    await writeFile(out, 'an older file that is longer than the new one, by far, so that a rest of it would be seen at the end of it')
    const saved = await terminal.json('download', eventId, '--out', out)
    assert.deepEqual(saved, { path: out, size: smallPicture.byteLength, mimetype: 'image/png' })
    assert.deepEqual(new Uint8Array(await readFile(out)), smallPicture)
  })

  test('decrypts what is encrypted, and leaves it readable nowhere else', async (t) => {
    const scene = await setScene(t)
    const { terminal, out } = scene
    const watchword = `nobody-else-reads-${randomBytes(8).toString('hex')}`
    const bytes = Buffer.concat([Buffer.from(watchword), plan])
    const eventId = await sendSealed(scene, bytes)
    assert.deepEqual(await terminal.json('download', eventId, '--out', out), {
      path: out, size: bytes.byteLength, mimetype: 'application/octet-stream',
    })
    assert.ok((await readFile(out)).equals(bytes))
    for (const dir of [terminal.dir, synapse.dir]) assert.deepEqual(await findTraces(dir, [], [watchword]), [])
  })

  test('saves nothing of a file that was changed on its way, and says so', async (t) => {
    const scene = await setScene(t)
    const { terminal, folder, out } = scene
    const eventId = await sendSealed(scene, plan, (ciphertext) => ciphertext.map((byte, at) => at === 299_000 ? byte ^ 1 : byte))
    const ended = await terminal.run(['download', eventId, '--out', out])
    assert.deepEqual([ended.status, ended.errorCode, ended.stdout], [1, 'damaged', ''])
    assert.match(ended.stderr, /changed on its way/u)
    assert.deepEqual(await readdir(folder), [])
  })

  test('of an event that names somebody else’s encrypted file with another key gives nothing of it', async (t) => {
    const scene = await setScene(t)
    const { terminal, ben, roomId, folder, out } = scene
    const { ciphertext, fileAt } = await sealFile(plan)
    const url = await ben.upload(ciphertext, 'application/octet-stream', 'x')
    const good = await ben.send(roomId, 'm.room.message', { msgtype: 'm.file', body: 'plan.bin', file: fileAt(url) })
    const other = await sealFile(smallPicture)
    const hostile = await ben.send(roomId, 'm.room.message', { msgtype: 'm.file', body: 'plan.bin', file: other.fileAt(url) })
    await terminal.json('download', good, '--out', join(folder, 'good'))
    const ended = await terminal.run(['download', hostile, '--out', out])
    assert.deepEqual([ended.status, ended.errorCode], [1, 'damaged'])
    await terminal.json('download', good, '--out', out)
    assert.ok((await readFile(out)).equals(plan))
  })

  test('ends with a clear error and the status of the documentation', async (t) => {
    const scene = await setScene(t)
    const { terminal, ben, roomId, folder, out } = scene
    const eventId = await sendSealed(scene, plan)
    const words = await ben.say(roomId, 'no file')
    const odd = await ben.send(roomId, 'm.room.message', { msgtype: 'm.file', body: 'x', file: { v: 'v9', url: 'mxc://test.example/x' } })
    const gone = await ben.send(roomId, 'm.room.message', { msgtype: 'm.file', body: 'x', url: 'mxc://test.example/missing' })
    await mkdir(join(folder, 'folder'))
    const cases: readonly [readonly string[], number, string, RegExp][] = [
      [[], 2, 'usage', /download EVENT/u], [[eventId], 2, 'usage', /--out/u], [[eventId, '--out', ''], 2, 'usage', /--out/u],
      [['plan.bin', '--out', out], 2, 'usage', /no event id/u], [['$unknown', '--out', out], 1, 'not-found', /no message/u],
      [[words, '--out', out], 1, 'not-found', /no attachment/u], [[odd, '--out', out], 1, 'bad-input', /\(v9\)/u],
      [[gone, '--out', out], 1, 'not-found', /no longer has/u],
      [[eventId, '--out', join(folder, 'folder')], 1, 'bad-input', /something else than a file/u],
      [[eventId, '--out', join(folder, 'missing', 'x')], 1, 'bad-input', /folder does not exist/u],
    ]
    for (const [args, status, code, said] of cases) {
      const ended = await terminal.run(['download', ...args])
      assert.deepEqual([ended.status, ended.errorCode], [status, code], args.join(' '))
      assert.match(ended.stderr, said)
    }
    assert.deepEqual(await readdir(folder), ['folder'])
  })

  test('gives a file of ours back that still waits to be sent', async (t) => {
    const { terminal, roomId, folder, out } = await setScene(t)
    await writeFile(join(folder, 'plan.bin'), plan)
    const { localId } = await terminal.json<{ localId: string }>('send', roomId, '--file', join(folder, 'plan.bin'), '--queue-only')
    assert.equal((await terminal.json<{ size: number }>('download', localId, '--out', out)).size, plan.byteLength)
    await terminal.json('sync')
    await terminal.json('download', localId, '--out', out)
    assert.ok((await readFile(out)).equals(plan))
  })
})

test('a file goes from terminal to terminal through an encrypted room, and lies readable nowhere on the way', async (t) => {
  const [ada, ben, folder] = await Promise.all([synapse.person('Ada'), synapse.person('Ben'), tempFolderFor(t)])
  const [from, to] = await Promise.all([Terminal.signedIn(t, ada), Terminal.signedIn(t, ben)])
  const secret = `nobody-else-reads-${randomBytes(8).toString('hex')}`
  await writeFile(join(folder, `${secret}.bin`), Buffer.concat([Buffer.from(secret), plan]))
  const { roomId } = await from.json<{ roomId: string }>('create', '--name', 'Secret', '--encrypted', '--invite', ben.userId)
  await to.json('join', roomId)
  const { eventId } = await from.json<{ eventId: string }>('send', roomId, '--file', join(folder, `${secret}.bin`), '--caption', secret)
  const [event] = (await ada.timeline(roomId)).filter((one) => one['event_id'] === eventId)
  assert.equal(event?.['type'], 'm.room.encrypted')
  await to.json('sync')
  const out = join(folder, 'received.bin')
  assert.deepEqual(await to.json('download', eventId, '--out', out), {
    path: out, size: secret.length + plan.byteLength, mimetype: 'application/octet-stream',
  })
  assert.ok((await readFile(out)).equals(await readFile(join(folder, `${secret}.bin`))))
  for (const dir of [from.dir, to.dir, synapse.dir]) assert.deepEqual(await findTraces(dir, [], [secret]), [])
})

test('what was downloaded once is there without a network, anything else ends with 4', async (t) => {
  const own = await startSynapse()
  t.after(() => own.dispose())
  const [ada, folder] = await Promise.all([own.person('Ada'), tempFolderFor(t)])
  const terminal = await Terminal.signedIn(t, ada)
  const { roomId } = await terminal.json<{ roomId: string }>('create', '--name', 'Files')
  const send = async (name: string): Promise<string> => {
    const { ciphertext, fileAt } = await sealFile(Buffer.from(`the words of ${name}`))
    const url = await ada.upload(ciphertext, 'application/octet-stream', 'x')
    return ada.send(roomId, 'm.room.message', { msgtype: 'm.file', body: name, file: fileAt(url) })
  }
  const [had, wanted] = [await send('one'), await send('two')]
  await terminal.json('download', had, '--out', join(folder, 'one'))
  await own.homeServer.stop()
  await terminal.json('download', had, '--out', join(folder, 'again'))
  assert.equal(await readFile(join(folder, 'again'), 'utf8'), 'the words of one')
  const ended = await terminal.run(['download', wanted, '--out', join(folder, 'two')])
  assert.deepEqual([ended.status, ended.errorCode], [4, 'offline'])
  assert.deepEqual((await readdir(folder)).sort(), ['again', 'one'])
})
