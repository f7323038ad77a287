/**
 * A conversation in a real Chromium, over the scripted bridge and under the page's own content security policy: what axe and the console
 * say about everything it can show, what is sent, and that nothing written is lost.
 */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { conversationShots } from '../harness/renderer-page/conversation-shots.ts'
import { openPageScene, type PageScene } from '../harness/renderer-page/page-scene.ts'
import { settle } from '../harness/renderer-page/settle.ts'
import { type sizes, type Shot } from '../harness/renderer-page/shot-list.ts'

type Answer = { readonly ok: true; readonly value: object } | { readonly ok: false; readonly failure: { readonly code: string; readonly message: string } }
/** What the page has for its tests: the bridge, whose calls are written down, held back or refused. */
type Watched = {
  scripted: { call(name: string, input: object): Promise<Answer>; change(next: object): void; timeline(roomId: string): { key: string }[]; refresh(): void }
  calls: [string, Record<string, unknown>][]
  refuse: string | null
  release: (() => void) | null
  isHeld: boolean
}

describe('a conversation', { concurrency: false }, () => {
  let scene: PageScene
  let page: Page

  before(async () => {
    scene = await openPageScene()
    page = scene.page
  })

  after(() => scene?.dispose())

  const list = (): Locator => page.getByRole('log')
  const field = (): Locator => page.getByRole('textbox', { name: /^Message to/u })
  const message = (words: string): Locator => list().getByRole('article').filter({ hasText: words }).first()
  const written = async (): Promise<string> => (await field().innerText()).trim()

  async function open(...where: Parameters<PageScene['open']>): Promise<void> {
    await scene.open(...where)
    await page.evaluate(() => {
      const watched = window as unknown as Watched
      const { scripted } = watched
      const call = scripted.call.bind(scripted)
      Object.assign(watched, { calls: [], refuse: null, release: null, isHeld: false })
      scripted.call = async (name, input) => {
        watched.calls.push([name, { ...input }])
        if (watched.isHeld && name.startsWith('message.')) await new Promise<void>((resolve) => { watched.release = resolve })
        if (watched.refuse === name) return { ok: false, failure: { code: 'offline', message: 'It cannot be kept.' } }
        return call(name, input)
      }
    })
  }

  const set = (values: Partial<Pick<Watched, 'refuse' | 'isHeld'>>): Promise<void> => page.evaluate((given) => { Object.assign(window, given) }, values)
  /** The inputs of the calls of one name, without whose account it is. */
  const calls = (name: string): Promise<readonly Record<string, unknown>[]> => page.evaluate((wanted) => (window as unknown as Watched).calls
    .filter(([called]) => called === wanted).map(([, { account: _account, ...input }]) => input), name)

  async function openRoom(name: string): Promise<void> {
    await page.getByRole('treeitem', { name: new RegExp(`^${name}`, 'u') }).click()
    await page.getByRole('textbox', { name: `Message to ${name}` }).waitFor()
  }

  async function show(shot: Shot, size: keyof typeof sizes, theme: string): Promise<void> {
    await open({ theme, ...shot.query }, size)
    await shot.act?.(page)
    await settle(page)
  }

  describe('of which axe finds nothing wrong and the console says nothing', () => {
    for (const shot of conversationShots) {
      test(`when it shows "${shot.name}"`, async () => {
        for (const size of shot.sizes ?? (['wide'] as const)) {
          for (const theme of shot.themes ?? ['light', 'dark']) {
            await show(shot, size, theme)
            assert.deepEqual(await scene.complaints(), [], `${size}, ${theme}`)
          }
        }
      })
    }
  })

  describe('when something is sent', () => {
    test('shows it as waiting, then as sent, and the field is empty and still has the focus', async () => {
      await open()
      await field().click()
      await page.keyboard.type('Ship **it**')
      await page.keyboard.press('Enter')
      await message('Ship **it**').getByRole('img', { name: 'Sent' }).waitFor()
      assert.equal(await written(), '')
      assert.ok(await field().evaluate((element) => element === document.activeElement))
      assert.deepEqual(await calls('message.send'), [{ roomId: '!launch:harbour.example', text: 'Ship **it**', format: 'markdown' }])
    })

    test('keeps the text until it is in the outbox, and what is typed meanwhile', async () => {
      await open()
      await set({ isHeld: true })
      await field().click()
      await page.keyboard.type('first')
      await page.keyboard.press('Enter')
      await page.keyboard.type(' and second')
      assert.equal(await written(), 'first and second')
      await page.evaluate(() => {
        const watched = window as unknown as Watched
        watched.isHeld = false
        watched.release?.()
      })
      await message('first').waitFor()
      assert.equal(await written(), 'and second')
    })

    test('keeps the text and says why when it cannot be kept', async () => {
      await open()
      await set({ refuse: 'message.send' })
      await field().click()
      await page.keyboard.type('precious')
      await page.keyboard.press('Enter')
      await page.getByRole('alert').filter({ hasText: 'It cannot be kept.' }).waitFor()
      assert.equal(await written(), 'precious')
      await set({ refuse: null })
      await page.keyboard.press('Enter')
      await message('precious').waitFor()
      assert.equal(await page.getByRole('alert').count(), 0)
    })

    test('names the people mentioned and answers what was chosen to be answered', async () => {
      await open()
      await message('The build is green').hover()
      await page.getByRole('button', { name: 'Reply', exact: true }).click()
      await page.keyboard.type('Thanks @Gu')
      await page.getByRole('option', { name: /Gus/u }).waitFor()
      await page.keyboard.press('Enter')
      await page.keyboard.type('and @emi')
      await page.getByRole('option', { name: /Emil/u }).click()
      await page.keyboard.press('Enter')
      await list().getByRole('button', { name: /^Answers Gus/u }).waitFor()
      assert.deepEqual(await calls('message.send'), [{
        roomId: '!launch:harbour.example', replyTo: '$first-unread', mentions: ['@gus:harbour.example', '@emil:harbour.example'], format: 'markdown',
        text: 'Thanks @Gus and @Emil Sørensen',
      }])
    })

    test('sends pasted files one by one with the caption on the first, and takes each away as it is kept', async () => {
      await open()
      await field().click()
      await page.evaluate(() => {
        const transfer = new DataTransfer()
        transfer.items.add(new File(['one'], 'one.txt', { type: 'text/plain' }))
        transfer.items.add(new File(['two'], 'two.txt', { type: 'text/plain' }))
        document.activeElement?.dispatchEvent(new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true }))
      })
      await page.getByRole('button', { name: 'Remove two.txt' }).waitFor()
      await page.keyboard.type('Both')
      await page.keyboard.press('Enter')
      await message('two.txt').waitFor()
      assert.equal(await page.getByRole('list', { name: 'Files to send' }).count(), 0)
      const sent = await calls('message.sendFile')
      assert.deepEqual(
        sent.map(({ caption, replyTo }) => ({ caption, replyTo })),
        [{ caption: 'Both', replyTo: undefined }, { caption: undefined, replyTo: undefined }],
      )
    })

    test('sends a small picture along with a large one and with a film, and with nothing else', async () => {
      await open()
      await field().click()
      await page.evaluate(async () => {
        const draw = async (width: number, height: number, name: string): Promise<File> => {
          const canvas = new OffscreenCanvas(width, height)
          canvas.getContext('2d')?.fillRect(0, 0, width / 2, height)
          return new File([await canvas.convertToBlob({ type: 'image/png' })], name, { type: 'image/png' })
        }
        const film = (width: number, height: number): Promise<File> => new Promise((resolve) => {
          const canvas = Object.assign(document.createElement('canvas'), { width, height })
          const recorder = new MediaRecorder(canvas.captureStream(30), { mimeType: 'video/webm' })
          const paint = setInterval(() => canvas.getContext('2d')?.fillRect(Math.random() * width, 0, 9, height), 20)
          recorder.ondataavailable = ({ data }) => {
            clearInterval(paint)
            resolve(new File([data], 'film.webm', { type: 'video/webm' }))
          }
          recorder.start()
          setTimeout(() => recorder.stop(), 500)
        })
        const transfer = new DataTransfer()
        const files = [await draw(1600, 900, 'large.png'), await draw(800, 600, 'small.png'), await film(320, 240)]
        for (const file of files) transfer.items.add(file)
        transfer.items.add(new File(['no picture'], 'broken.png', { type: 'image/png' }))
        document.activeElement?.dispatchEvent(new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true }))
      })
      await page.getByRole('button', { name: 'Remove broken.png' }).waitFor()
      await page.keyboard.press('Enter')
      await message('broken.png').waitFor()
      const drawn = await page.evaluate(async () => {
        const sent = (window as unknown as Watched).calls.filter(([name]) => name === 'message.sendFile').map(([, input]) => input)
        return Promise.all(sent.map(async ({ thumbnail }) => {
          if (!(thumbnail instanceof Uint8Array)) return thumbnail ?? null
          const pixels = await createImageBitmap(new Blob([new Uint8Array(thumbnail)]))
          return [pixels.width, pixels.height]
        }))
      })
      assert.deepEqual(drawn, [[800, 450], null, [320, 240], null])
      assert.deepEqual(scene.said, [])
    })

    test('goes to the newest message, wherever one was reading', async () => {
      await open({ room: 'irc' })
      await list().hover()
      await page.mouse.wheel(0, -3000)
      await page.getByRole('button', { name: 'To the newest message' }).waitFor()
      await field().click()
      await page.keyboard.type('here')
      await page.keyboard.press('Enter')
      await message('here').waitFor()
      await page.getByRole('button', { name: 'To the newest message' }).waitFor({ state: 'detached' })
    })
  })

  describe('what opens at a room and at its messages', () => {
    test('shows what can be done with a message once the pointer moves, and not where it merely lies', async () => {
      await open()
      await list().getByRole('article').last().hover()
      await list().getByRole('toolbar').waitFor()
      await page.keyboard.press('Alt+ArrowDown')
      await page.waitForFunction(() => document.querySelector('[role="log"][aria-busy="false"] [role="article"]') !== null)
      await page.waitForTimeout(300)
      assert.equal(await list().getByRole('toolbar').count(), 0)
      await list().getByRole('article').last().hover()
      await list().getByRole('toolbar').waitFor()
    })

    test('is made when it is first opened, and gives the focus back to its button', async () => {
      await open()
      const head = page.getByRole('group', { name: 'Room' })
      const more = head.getByRole('button', { name: 'More about this room' })
      for (const _time of ['first', 'second']) {
        await more.focus()
        await page.keyboard.press('ArrowDown')
        await page.getByRole('menuitem', { name: /^Invite/u }).waitFor()
        assert.equal(await more.getAttribute('aria-expanded'), 'true')
        await page.keyboard.press('Escape')
        await more.and(page.locator(':focus')).waitFor()
      }
      const state = head.getByRole('button', { name: /ncrypted/u })
      for (const _time of ['first', 'second']) {
        await state.click()
        await page.getByRole('dialog').waitFor()
        await page.keyboard.press('Escape')
        await state.and(page.locator(':focus')).waitFor()
      }
    })
  })

  describe('when something is edited', () => {
    test('takes up the newest message of mine from the empty field, with its format, and Esc gives back what was written', async () => {
      await open()
      await field().press('ArrowUp')
      assert.equal(await written(), 'Otherwise: ship it')
      await page.keyboard.press('Escape')
      assert.equal(await written(), '')
      await field().click()
      await page.keyboard.type('half a thought')
      await message('Reading them now').hover()
      await page.getByRole('button', { name: 'Edit', exact: true }).click()
      assert.equal(await written(), 'Reading them now')
      await page.keyboard.press('Escape')
      assert.equal(await written(), 'half a thought')
    })

    test('sends the edit of that message, and then the draft is back', async () => {
      await open()
      await field().click()
      await page.keyboard.type('half a thought')
      await message('Reading them now').hover()
      await page.getByRole('button', { name: 'Edit', exact: true }).click()
      assert.equal(await written(), 'Reading them now')
      await page.keyboard.type(' already')
      await page.keyboard.press('Enter')
      await message('Reading them now already').waitFor()
      assert.equal(await written(), 'half a thought')
      const [edit] = await calls('message.edit')
      assert.deepEqual({ text: edit?.['text'], format: edit?.['format'] }, { text: 'Reading them now already', format: 'markdown' })
    })
  })

  describe('what is being written', () => {
    test('is kept as a draft when the room is left, and is there again', async () => {
      await open()
      await field().click()
      await page.keyboard.type('not yet')
      await openRoom('Design review')
      assert.deepEqual((await calls('room.draft')).at(-1), { roomId: '!launch:harbour.example', draft: { text: 'not yet', replyTo: null } })
      await openRoom('Launch week')
      assert.equal(await written(), 'not yet')
    })

    test('is told to the room once, and that it stopped', async () => {
      await open()
      await field().click()
      await page.keyboard.type('hello')
      await page.keyboard.press('Enter')
      await message('hello').waitFor()
      assert.deepEqual((await calls('room.typing')).map(({ isTyping }) => isTyping), [true, false])
    })
  })

  describe('reading', () => {
    test('marks the room as read up to the newest message once that is on the screen', async () => {
      await open()
      assert.deepEqual(await calls('room.read'), [])
      await list().hover()
      await page.mouse.wheel(0, 5000)
      await page.waitForFunction(() => (window as unknown as Watched).calls.some(([name]) => name === 'room.read'))
      const [read, second] = await calls('room.read')
      assert.ok(String(read?.['upTo']).startsWith('$row'))
      assert.equal(second, undefined)
    })

    test('goes to the message that a reply answers, and shows which it is', async () => {
      await open()
      await list().getByRole('button', { name: /harbour-morning/u }).click()
      await list().locator('[data-key=photo] .flashed').waitFor()
    })

    test('reacts by a press, and takes it back by another', async () => {
      await open()
      await message('The build is green').hover()
      await page.getByRole('button', { name: 'React with 👍' }).click()
      const chip = message('The build is green').getByRole('button', { name: /^👍, 1 person/u })
      await chip.click()
      await chip.waitFor({ state: 'detached' })
      assert.equal((await calls('message.unreact')).length, 1)
    })

    test('deletes only after asking', async () => {
      await open()
      await message('Reading them now').hover()
      await page.getByRole('button', { name: 'More', exact: true }).click()
      await page.getByRole('menuitem', { name: 'Delete' }).click()
      assert.deepEqual(await calls('message.redact'), [])
      await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
      await message('Message deleted').waitFor()
      assert.equal((await calls('message.redact')).length, 1)
    })

    test('goes through the messages with the arrow keys, acts on them by letters, and one Tab leaves the list', async () => {
      await open()
      await message('Reading them now').press('ArrowUp')
      await page.waitForFunction(() => document.activeElement?.textContent?.includes('release notes'))
      await page.keyboard.press('r')
      await page.getByText('Reply to Anna Bell').waitFor()
      assert.ok(await field().evaluate((element) => element === document.activeElement))
      await page.keyboard.press('Escape')
      assert.equal(await page.getByText('Reply to Anna Bell').count(), 0)
      assert.equal(await list().evaluate((element) => element.querySelectorAll('[role=article][tabindex="0"]').length), 1)
    })
  })

  test('keeps text of others text, whatever it looks like', async () => {
    await open()
    const nasty = '<img src=x onerror="window.broken=1"><script>window.broken=1</script>'
    await page.evaluate((body) => {
      const { scripted } = window as unknown as { scripted: { timeline(roomId: string): Record<string, unknown>[]; refresh(): void } }
      const rows = scripted.timeline('!launch:harbour.example')
      rows.push({
        ...rows.at(-1), key: 'nasty', state: 'sent', plain: body, sender: { userId: '@x:y', name: body, avatar: null },
        content: { type: 'text', body: [{ type: 'text', text: body }], isOnlyEmoji: false },
      })
      scripted.refresh()
    }, nasty)
    await message(nasty).waitFor({ state: 'attached' })
    assert.equal(await page.evaluate(() => 'broken' in window || document.querySelector('[role=log] script, [role=log] img[src=x]') !== null), false)
  })
})
