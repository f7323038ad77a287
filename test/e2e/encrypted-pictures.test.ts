import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { MsgType } from 'matrix-js-sdk'
import { AppConversation } from '../harness/app-conversation.ts'
import { watchword } from '../harness/conversation.ts'
import { openDisplay, type Display } from '../harness/display.ts'
import { hasFile, openTheirs, turnOn } from '../harness/encrypted-scene.ts'
import { eventually } from '../harness/eventually.ts'
import type { Json } from '../harness/person.ts'
import { plainPicture, smallPicture } from '../harness/pictures.ts'
import { sealFile } from '../harness/sealed-file.ts'
import { startSecondClient } from '../harness/second-client.ts'
import { useSynapse, type TestSynapse } from '../harness/synapse.ts'
import { tempFolderFor } from '../harness/temp-folder.ts'
import { findTraces } from '../harness/traces.ts'

// Pictures in an encrypted room, as they are seen, saved and sent in the window.

let synapse: TestSynapse
let display: Display
before(async () => { [synapse, display] = await Promise.all([useSynapse(), openDisplay()]) })
after(async () => {
  await display.dispose()
  await synapse.dispose()
})

test('pictures in an encrypted room', async (t) => {
  const app = await AppConversation.openRoom(t, { synapse, display })
  const { conversation, page } = app
  const { friend, roomId, account } = conversation
  const folder = await tempFolderFor(t)
  const theirs = await startSecondClient(t, friend, roomId, { encrypts: true })
  const scene = { conversation, theirs }
  await turnOn(scene)
  const widthOf = (name: string): Promise<number> => app.page.getByRole('button', { name: `Open picture ${name}` }).locator('img')
    .evaluate((image) => image instanceof HTMLImageElement ? image.naturalWidth : 0)

  const send = async (name: string, bytes: Uint8Array, thumbnail: Uint8Array): Promise<void> => {
    const put = async (part: Uint8Array): Promise<Json> => {
      const { ciphertext, fileAt } = await sealFile(part)
      return fileAt(await friend.upload(ciphertext, 'application/octet-stream', 'x'))
    }
    const info = { w: 1000, h: 700, mimetype: 'image/png', size: bytes.byteLength, thumbnail_file: await put(thumbnail) }
    await theirs.client.sendMessage(roomId, { msgtype: MsgType.Image, body: name, file: await put(bytes), info } as never)
  }

  await t.test('are drawn small in their place and large when opened, and saved decrypted', async () => {
    const picture = plainPicture(1000, 700)
    await send('theirs.png', picture, smallPicture)
    await eventually('the thumbnail is drawn', async () => await widthOf('theirs.png') === 2)
    await page.getByRole('button', { name: 'Open picture theirs.png' }).click()
    const large = page.getByRole('dialog', { name: 'theirs.png' }).locator('img')
    await eventually('the picture is drawn', () => large.evaluate((image) => image instanceof HTMLImageElement && image.naturalWidth === 1000))
    await page.keyboard.press('Escape')
    const opens = theirs.messages.filter(hasFile).map((event) => String((event.getContent<Json>()['file'] as { key: Json }).key['k']))
    const html = await page.content()
    assert.deepEqual(opens.map((key) => html.includes(key)), [false])

    const path = join(folder, 'saved.png')
    await app.running.app.evaluate(({ dialog }, filePath) => {
      Object.assign(dialog, { showSaveDialog: async () => ({ canceled: false, filePath }) })
    }, path)
    const eventId = theirs.messages.find(hasFile)?.getId()
    const saved = await page.evaluate((input) => (window as unknown as { causeway: { call(name: string, input: object): Promise<unknown> } })
      .causeway.call('app.saveAttachment', input), { account, roomId, eventId, name: 'theirs.png' })
    assert.deepEqual(saved, { ok: true, value: { saved: true } })
    assert.deepEqual(new Uint8Array(await readFile(path)), picture)
  })

  await t.test('go out encrypted, with a small one that the window drew', async () => {
    const path = join(folder, `${watchword}-mine-${randomBytes(4).toString('hex')}.png`)
    const picture = plainPicture(1200, 900)
    await writeFile(path, picture)
    await app.running.app.evaluate(({ dialog }, chosen) => {
      Object.assign(dialog, { showOpenDialog: async () => ({ canceled: false, filePaths: [chosen] }) })
    }, path)
    await page.getByRole('button', { name: 'Attach files' }).click()
    await page.getByRole('list', { name: 'Files to send' }).waitFor()
    await page.getByRole('button', { name: 'Send', exact: true }).click()
    const event = await theirs.until('the picture', () => theirs.messages.find((one) => hasFile(one) && one.getSender() === account))
    const content: Json = event.getContent()
    const info = content['info'] as Json
    assert.ok((await openTheirs(scene, content['file'] as Json)).equals(picture))
    const thumbnail = await openTheirs(scene, info['thumbnail_file'] as Json)
    const { w, h, mimetype, size } = info['thumbnail_info'] as Json
    assert.deepEqual([w, h, mimetype, size], [800, 600, 'image/webp', thumbnail.byteLength])
    const name = String(content['filename'])
    await eventually('it is drawn here', async () => await widthOf(name) > 0)
    assert.deepEqual(await findTraces(synapse.dir, [], [name]), [])
  })

  await t.test('are there after a restart without a network', async () => {
    await app.quit()
    await conversation.proxy.goDown()
    await app.launch()
    await eventually('the thumbnail is drawn', async () => await widthOf('theirs.png') === 2)
  })
})
