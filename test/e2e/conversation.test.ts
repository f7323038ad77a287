import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { AppConversation } from '../harness/app-conversation.ts'
import { mineOf, watchword } from '../harness/conversation.ts'
import { openDisplay, type Display } from '../harness/display.ts'
import { eventually } from '../harness/eventually.ts'
import type { Json } from '../harness/person.ts'
import { plainPicture, smallPicture } from '../harness/pictures.ts'
import { useSynapse, type TestSynapse } from '../harness/synapse.ts'

let synapse: TestSynapse
let display: Display
before(async () => { [synapse, display] = await Promise.all([useSynapse(), openDisplay()]) })
after(async () => {
  await display.dispose()
  await synapse.dispose()
})

const contentOf = (event: Json | undefined): Json => (event?.['content'] ?? {}) as Json

describe('the window, from a real server', () => {
  test('signs in', async (t) => {
    const app = await AppConversation.open(t, { synapse, display })
    const { page } = app
    const { proxy } = app.conversation
    const address = page.getByRole('textbox', { name: 'Matrix address or server' })
    const complaint = async (field = address): Promise<string> => {
      await eventually('the field complains', async () => await field.getAttribute('aria-invalid') === 'true')
      const id = await field.getAttribute('aria-describedby')
      return page.locator(`[id="${id}"]`).innerText()
    }

    await t.test('and says in one sentence that there is no server', async () => {
      await proxy.goDown()
      await address.fill(proxy.url)
      await address.press('Tab')
      assert.match(await complaint(), /^127\.0\.0\.1:\d+ cannot be reached: [^.]+\.$/u)
      await proxy.comeBack()
    })

    await t.test('and that what answers is no homeserver', async () => {
      const lift = proxy.inject(/./u, { kind: 'answer', status: 200, body: '<html>A shop</html>', headers: { 'content-type': 'text/html' } })
      await address.fill(`${proxy.url}/`)
      await address.press('Tab')
      await eventually('the field complains', async () => /^127\.0\.0\.1:\d+ is not a Matrix homeserver: [^.]+\.$/u.test(await complaint()))
      lift()
    })

    await t.test('and that the password is wrong', async () => {
      await app.signIn({ password: 'not this one' })
      assert.match(await complaint(page.getByLabel('Password', { exact: true })), /^The user name or the password is wrong: [^.]+\.$/u)
    })

    await t.test('and shows the rooms when everything is right, even if the server was still being looked for', async () => {
      let answer = (): void => undefined
      const until = new Promise<void>((resolve) => { answer = resolve })
      proxy.inject('/_matrix/client/versions', { kind: 'delay', until }, 1)
      // The same server, typed in another way: it is looked for again.
      await app.signIn({ server: `http://localhost:${new URL(proxy.url).port}` })
      await page.getByRole('button', { name: 'Signing in…' }).waitFor()
      answer()
      await app.room().waitFor()
    })
  })

  test('has a conversation', async (t) => {
    const app = await AppConversation.openRoom(t, { synapse, display })
    const { page, conversation } = app
    const { friend, roomId, account } = conversation

    await t.test('words go both ways', async () => {
      await conversation.hear('welcome')
      await app.message('welcome').waitFor()
      await app.say('glad to be **here**')
      const [mine] = await conversation.untilSaid('glad to be **here**')
      assert.equal(mine, 'glad to be **here**')
      await app.untilMarked('glad to be here', 'Sent')
      await conversation.hear('have some tea')
      await app.message('have some tea', 'Ben').waitFor()
      assert.deepEqual(await app.texts(), ['welcome', 'glad to be here', 'have some tea'])
    })

    await t.test('what is on the screen counts as read, here and for others', async () => {
      await app.room().getByText(/unread message/u).waitFor({ state: 'detached' })
      await eventually('the friend sees the receipt', async () => conversation.proxy.seen(/POST .*\/read_markers/u).length > 0)
      await friend.read(roomId, String((await friend.timeline(roomId)).at(-1)?.['event_id']))
      await app.message('have some tea', 'Ben').getByRole('img', { name: 'Seen by Ben' }).waitFor()
    })

    await t.test('a room that is not open shows how much is unread until it is opened', async () => {
      const other = await friend.createRoom({ name: `Garden ${watchword}`, invite: [account] })
      // The list keeps still while somebody points at it.
      await app.composer.hover()
      await app.room(/Garden/u).click()
      await page.getByRole('button', { name: 'Accept' }).click()
      await app.composer.waitFor()
      await app.room().click()
      await app.composer.hover()
      for (const text of ['one', 'two', 'three']) await friend.say(other, `${text} ${watchword}`)
      await app.room(/Garden.*3 unread messages/u).waitFor()
      await app.room(/Garden/u).click()
      await app.message('three').waitFor()
      await app.room(/Garden/u).getByText(/unread message/u).waitFor({ state: 'detached' })
      await app.room().click()
      await app.message('have some tea', 'Ben').waitFor()
    })

    await t.test('an answer shows what it answers, on both sides', async () => {
      await app.message('have some tea', 'Ben').hover()
      await app.message('have some tea', 'Ben').getByRole('button', { name: 'Reply' }).click()
      await app.say('with milk')
      await app.message('with milk').getByRole('button', { name: 'Answers Ben: have some tea' }).waitFor()
      const events = await friend.untilTimeline(roomId, (all) => mineOf(all, account).includes('with milk'))
      const tea = events.find((event) => contentOf(event)['body'] === `have some tea ${watchword}`)
      assert.deepEqual(contentOf(events.at(-1))['m.relates_to'], { 'm.in_reply_to': { event_id: tea?.['event_id'] } })
    })

    await t.test('my last message is changed from the empty field', async () => {
      await app.composer.press('ArrowUp')
      await page.getByText('Edit message').waitFor()
      await app.composer.fill(`with lemon ${watchword}`)
      await app.composer.press('Enter')
      await app.message('with lemon').getByText('edited').waitFor()
      await app.message('with milk').waitFor({ state: 'detached' })
      const events = await friend.untilTimeline(roomId, (all) => mineOf(all, account).includes('* with lemon'))
      assert.equal((contentOf(events.at(-1))['m.new_content'] as Json)['body'], `with lemon ${watchword}`)
    })

    await t.test('a reaction is given by a press and taken back by another', async () => {
      await app.message('have some tea', 'Ben').hover()
      await app.message('have some tea', 'Ben').getByRole('button', { name: 'React with 👍' }).click()
      const chip = app.message('have some tea', 'Ben').getByRole('button', { name: /^👍, 1 person/u })
      await chip.waitFor()
      const isReaction = (event: Json): boolean => event['type'] === 'm.reaction' && Object.keys(contentOf(event)).length > 0
      await friend.untilTimeline(roomId, (all) => all.some(isReaction))
      await chip.click()
      await friend.untilTimeline(roomId, (all) => !all.some(isReaction))
      await chip.waitFor({ state: 'detached' })
    })

    await t.test('a message is deleted only after asking, for everybody', async () => {
      await app.message('with lemon').hover()
      await app.message('with lemon').getByRole('button', { name: 'More' }).click()
      await page.getByRole('menuitem', { name: 'Delete' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
      await app.messages.getByText('Message deleted').waitFor()
      await app.message('with lemon').waitFor({ state: 'detached' })
      await friend.untilTimeline(roomId, (all) => !mineOf(all, account).includes('with lemon'))
    })

    await t.test('what others change and take back changes here', async () => {
      const eventId = await conversation.hear('it rains')
      await app.message('it rains').waitFor()
      await friend.edit(roomId, eventId, `it pours ${watchword}`)
      await app.message('it pours').getByText('edited').waitFor()
      await friend.redact(roomId, eventId, 'sun again')
      await app.messages.getByText('Message deleted: sun again').waitFor()
    })

    await t.test('who is writing is shown while they write', async () => {
      await friend.type(roomId, true)
      await page.getByText('Ben is writing…').waitFor()
      await friend.type(roomId, false)
      await page.getByText('Ben is writing…').waitFor({ state: 'detached' })
    })
  })

  test('shows and sends pictures', async (t) => {
    const app = await AppConversation.openRoom(t, { synapse, display })
    const { page, conversation } = app
    const { friend, roomId, account } = conversation
    const isDrawn = async (name: string): Promise<boolean> =>
      app.page.getByRole('button', { name: `Open picture ${name}` }).locator('img')
        .evaluate((image) => image instanceof HTMLImageElement && image.naturalWidth > 0)
    const sentContent = async (name: string): Promise<Json> => {
      const events = await friend.untilTimeline(roomId, (all) => all.some((event) => contentOf(event)['filename'] === name && event['sender'] === account))
      return contentOf(events.find((event) => contentOf(event)['filename'] === name))
    }
    const sentPicture = async (name: string): Promise<Uint8Array> => friend.download(String((await sentContent(name))['url']))

    await t.test('one that arrives is drawn in its place, and opens large', async () => {
      const url = await friend.upload(smallPicture, 'image/png', 'theirs.png')
      await friend.send(roomId, 'm.room.message', {
        msgtype: 'm.image', body: 'theirs.png', url, info: { mimetype: 'image/png', size: smallPicture.byteLength, w: 2, h: 2 },
      })
      await eventually('the picture is drawn', () => isDrawn('theirs.png'))
      await page.getByRole('button', { name: 'Open picture theirs.png' }).click()
      await page.getByRole('dialog', { name: 'theirs.png' }).waitFor()
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
    })

    await t.test('one from the clipboard is sent with its caption', async () => {
      await app.composer.focus()
      await page.evaluate((bytes) => {
        const data = new DataTransfer()
        data.items.add(new File([new Uint8Array(bytes)], 'pasted.png', { type: 'image/png' }))
        document.activeElement?.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
      }, [...smallPicture])
      await page.getByRole('list', { name: 'Files to send' }).waitFor()
      await app.say('from the clipboard')
      await eventually('the picture is drawn', () => isDrawn('pasted.png'))
      assert.deepEqual(await sentPicture('pasted.png'), smallPicture)
    })

    await t.test('one from the disk goes without the window learning its path, with a small one where it is large', async () => {
      const path = join(conversation.profile, '..', `${watchword}-picked.png`)
      const picture = plainPicture(1000, 700)
      await writeFile(path, picture)
      await app.running.app.evaluate(({ dialog }, chosen) => {
        Object.assign(dialog, { showOpenDialog: async () => ({ canceled: false, filePaths: [chosen] }) })
      }, path)
      await page.getByRole('button', { name: 'Attach files' }).click()
      await page.getByRole('list', { name: 'Files to send' }).getByText(`${watchword}-picked.png`).waitFor()
      await page.getByRole('button', { name: 'Send', exact: true }).click()
      assert.deepEqual(await sentPicture(`${watchword}-picked.png`), picture)
      const info = (await sentContent(`${watchword}-picked.png`))['info'] as Json
      const { w, h, mimetype } = info['thumbnail_info'] as Json
      assert.deepEqual([info['w'], info['h'], w, h, mimetype], [1000, 700, 800, 560, 'image/webp'])
      assert.ok((await friend.download(String(info['thumbnail_url']))).byteLength > 0)
      await eventually('the picture is drawn', () => isDrawn(`${watchword}-picked.png`))
    })

    await t.test('all of them are there again after a restart without network', async () => {
      await app.quit()
      await conversation.proxy.goDown()
      await app.launch()
      for (const name of ['theirs.png', 'pasted.png', `${watchword}-picked.png`]) await eventually(`${name} is drawn`, () => isDrawn(name))
    })
  })
})
