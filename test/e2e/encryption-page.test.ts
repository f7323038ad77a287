/**
 * Encryption as the window shows it, in a real Chromium over the scripted bridge and under the page's own content security policy: what axe
 * and the console say about every dialog, what is asked of the engine, and that nothing is closed, called off or trusted by accident.
 */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { codeOf } from '../../renderer/verification/qr-bytes.ts'
import { encryptionShots } from '../harness/renderer-page/encryption-shots.ts'
import { cameraSwitches, writeFilm } from '../harness/renderer-page/fake-camera.ts'
import { openPageScene, type PageScene } from '../harness/renderer-page/page-scene.ts'
import { settle } from '../harness/renderer-page/settle.ts'

/** What the page has for its tests: the bridge, whose calls are written down. */
type Watched = {
  scripted: {
    call(name: string, input: object): Promise<unknown>
    verify(who: string, state: string): void
    readonly world: { readonly verifications: readonly { readonly state: string }[] }
    changeIdentity(who: string, trust: string): void
  }
  calls: [string, Record<string, unknown>][]
}

/** What another program's code would say: the header of the specification, and bytes of every kind. */
const shownCode = Uint8Array.from({ length: 130 }, (_unused, at) => [...'MATRIX'][at]?.charCodeAt(0) ?? (at * 89 + 7) % 256)

describe('encryption in the window', { concurrency: false }, () => {
  let scene: PageScene
  let page: Page

  before(async () => {
    scene = await openPageScene(async (folder) => {
      const film = join(folder, 'camera.y4m')
      await writeFilm(film, codeOf(shownCode))
      return cameraSwitches(film)
    })
    page = scene.page
  })

  after(() => scene?.dispose())

  const dialog = (): Locator => page.getByRole('dialog')
  const button = (name: string | RegExp): Locator => page.getByRole('button', { name, exact: typeof name === 'string' })
  const hasFocus = (): Promise<boolean> => dialog().evaluate((element) => element.contains(document.activeElement))
  /** The inputs of the calls of one name, without whose account it is. */
  const calls = (name: string): Promise<readonly Record<string, unknown>[]> => page.evaluate((wanted) => (window as unknown as Watched).calls
    .filter(([called]) => called === wanted).map(([, { account: _account, ...input }]) => input), name)
  const verify = (who: string, state: string): Promise<void> =>
    page.evaluate((given) => { (window as unknown as Watched).scripted.verify(...given) }, [who, state] as const)

  async function open(...where: Parameters<PageScene['open']>): Promise<void> {
    await scene.open(...where)
    await page.evaluate(() => {
      const watched = window as unknown as Watched
      const { scripted } = watched
      const call = scripted.call.bind(scripted)
      watched.calls = []
      scripted.call = async (name, input) => {
        watched.calls.push([name, { ...input }])
        return call(name, input)
      }
    })
  }

  async function command(name: string): Promise<void> {
    await page.keyboard.press('Control+k')
    await page.keyboard.type(name)
    await page.getByRole('option', { name, exact: true }).waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name }).waitFor()
  }

  describe('of which axe finds nothing wrong and the console says nothing', () => {
    // Here there is a camera, and what it shows is done at once: that has a test of its own.
    for (const [at, shot] of encryptionShots.filter(({ name }) => name !== 'verify-no-camera').entries()) {
      // Every other picture in the dark, as far as it is meant for both.
      const theme = shot.themes?.[0] ?? (at % 2 === 0 ? 'light' : 'dark')
      test(`when it shows "${shot.name}", ${theme}`, async () => {
        await open({ theme, ...shot.query }, shot.sizes?.at(-1) ?? 'wide')
        await shot.act?.(page)
        await settle(page)
        assert.deepEqual(await scene.complaints(), [])
      })
    }
  })

  describe('a recovery key', () => {
    test('is told once, and its dialog does not close before it is saved', async () => {
      await open({ scene: 'no-recovery' })
      await button('Set up recovery').click()
      await button('Make a recovery key').click()
      await page.getByRole('group', { name: 'Recovery key' }).waitFor()
      await page.keyboard.press('Escape')
      await page.getByText('Save the key first').waitFor()
      await button('Copy').click()
      assert.match(String((await calls('app.copy'))[0]?.['text']), /^EsTc (?:\w{4} ){10}\w{4}$/)
      await page.getByRole('checkbox').check()
      await button('Done').click()
      await dialog().waitFor({ state: 'detached' })
      // Nothing is left to be done, and nothing of the key is left in the page.
      await page.getByRole('heading', { name: 'Set up recovery' }).waitFor({ state: 'detached' })
      assert.doesNotMatch(await page.content(), /EsTc/)
      assert.deepEqual(await calls('recovery.setUp'), [{}])
    })

    test('is taken with a passphrase, and never without one that was promised', async () => {
      await open({ scene: 'no-recovery' })
      await button('Set up recovery').click()
      await page.getByRole('switch', { name: 'A passphrase as well' }).click()
      assert.ok(await button('Make a recovery key').isDisabled())
      await page.getByLabel('Passphrase', { exact: true }).fill('tide harbour lamp')
      await button('Make a recovery key').click()
      await page.getByRole('checkbox').waitFor()
      assert.deepEqual(await calls('recovery.setUp'), [{ passphrase: 'tide harbour lamp' }])
    })

    test('that is wrong is said where it was typed, and the right one leads back to where one was', async () => {
      await open({ scene: 'unverified' })
      await button('Verify').click()
      await button(/^Use your recovery key/u).click()
      await page.getByLabel('Recovery key or passphrase').fill('EsTc nonsense')
      await page.keyboard.press('Enter')
      await page.getByText('This key does not fit').waitFor()
      assert.equal(await page.getByLabel('Recovery key or passphrase').getAttribute('aria-invalid'), 'true')
      await page.getByLabel('Recovery key or passphrase').fill(' EsTcYd3v9qKn2WmPb7XrLh5J uA8e Zt1GoV6sNfQ4iRk2CpD9 ')
      await page.keyboard.press('Enter')
      await page.getByText('1,842 keys came from the backup').waitFor()
      await button('Done').click()
      // Verified as well: there is nothing more to choose.
      await dialog().waitFor({ state: 'detached' })
    })

    test('may wait: what was put away is remembered', async () => {
      await open({ scene: 'no-recovery' })
      await button('Not now').click()
      await page.getByRole('heading', { name: 'Set up recovery' }).waitFor({ state: 'detached' })
      assert.deepEqual(await calls('settings.set'), [{ dismissed: ['set-up-recovery @mira:harbour.example'] }])
    })
  })

  describe('verifying', () => {
    test('goes from the question to the end by the keyboard alone, and the focus never leaves the dialog', async () => {
      await open()
      await verify('anna', 'asked')
      await page.getByText('Anna Bell wants to verify you').waitFor()
      for (let press = 0; press < 8 && !await button('Not now').evaluate((one) => one === document.activeElement); press += 1) {
        await page.keyboard.press('F6')
      }
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
      await page.getByText('How do you want to compare?').waitFor()
      await button(/^Compare emoji/u).focus()
      await page.keyboard.press('Enter')
      await page.getByRole('list', { name: 'Emoji to compare' }).waitFor()
      assert.ok(await hasFocus())
      assert.deepEqual(await page.getByRole('list', { name: 'Emoji to compare' }).getByRole('listitem').allInnerTexts().then((all) =>
        all.map((one) => one.split('\n').at(-1))), ['Dog', 'Umbrella', 'Cake', 'Rocket', 'Spanner', 'Thumbs Up', 'Hourglass'])
      await button('They match').focus()
      await page.keyboard.press('Enter')
      await page.getByText('Anna Bell is verified').waitFor()
      assert.ok(await hasFocus())
      assert.deepEqual(await calls('verification.confirm'), [{ flowId: 'flow', matches: true }])
      await page.keyboard.press('Escape')
      await dialog().waitFor({ state: 'detached' })
      assert.deepEqual(await calls('verification.cancel'), [])
    })

    test('is put off without calling it off for the other devices', async () => {
      await open()
      await verify('me', 'asked')
      await button('Not now').click()
      await page.getByText('A device of yours wants to be verified').waitFor({ state: 'detached' })
      assert.deepEqual(await calls('verification.cancel'), [])
    })

    test('is called off when its dialog is closed, and when the emoji differ', async () => {
      await open()
      await verify('anna', 'asked')
      await button('Accept').click()
      await page.getByText('How do you want to compare?').waitFor()
      await page.keyboard.press('Escape')
      await dialog().waitFor({ state: 'detached' })
      assert.equal((await calls('verification.cancel')).length, 1)
      // The answer takes its time, and would end the next one.
      await page.waitForFunction(() => (window as unknown as Watched).scripted.world.verifications.every(({ state }) => state === 'cancelled'))
      await verify('anna', 'asked')
      await button('Accept').click()
      await button(/^Compare emoji/u).click()
      await button('They do not match').click()
      await page.getByText('The emoji did not match.').waitFor()
      assert.deepEqual(await calls('verification.confirm'), [{ flowId: 'flow', matches: false }])
    })

    test('reads the code that is held before the camera, byte for byte', async () => {
      await open()
      await verify('me', 'asked')
      await button('Accept').click()
      await button(/^Scan the code of the other device/u).click()
      await page.getByText('The devices trust each other now').waitFor()
      assert.deepEqual((await calls('app.camera')).map(({ isWanted }) => isWanted), [true, false])
      const [scanned] = await calls('verification.scan')
      assert.deepEqual(Object.values(Object(scanned?.['code'])), [...shownCode])
      assert.deepEqual(scene.said, [])
    })

    test('begun from the list of devices comes back to it', async () => {
      await open({ scene: 'new-device' })
      await command('Devices')
      await dialog().getByRole('button', { name: 'Verify' }).click()
      await button(/^Compare emoji/u).click()
      await button('They match').click()
      await button('Done').click()
      await page.getByRole('heading', { name: 'Devices' }).waitFor()
      assert.deepEqual(await calls('verification.request'), [{ userId: '@mira:harbour.example', deviceId: 'TABLETBB' }])
    })
  })

  describe('devices', () => {
    test('are renamed in place, and Esc gives up the renaming alone', async () => {
      await open()
      await command('Devices')
      await button('Rename').nth(1).click()
      await page.getByLabel('Name of the device').fill('My phone')
      await page.keyboard.press('Escape')
      await page.getByLabel('Name of the device').waitFor({ state: 'detached' })
      await page.getByText('Element X on Pixel 8').waitFor()
      await button('Rename').nth(1).click()
      await page.getByLabel('Name of the device').fill('My phone')
      await page.keyboard.press('Enter')
      await page.getByText('My phone').waitFor()
      assert.deepEqual(await calls('device.rename'), [{ deviceId: 'PHONEAAA', name: 'My phone' }])
    })

    test('are signed out after asking, with the password where the server wants it', async () => {
      await open()
      await command('Devices')
      await button('Sign out all others…').click()
      await dialog().getByRole('heading', { name: 'Sign out 3 devices?' }).waitFor()
      await button('Sign out').click()
      const password = page.getByLabel('Password of your account', { exact: true })
      await password.fill('nonsense')
      await page.keyboard.press('Enter')
      await page.getByText('The password is wrong.').waitFor()
      await password.fill('harbour')
      await page.keyboard.press('Enter')
      await page.getByText('3 devices are signed out.').waitFor()
      const asked = await calls('device.signOut')
      assert.deepEqual(asked.map(({ password: given }) => given), [undefined, 'nonsense', 'harbour'])
      assert.deepEqual(asked[0]?.['deviceIds'], ['PHONEAAA', 'TABLETBB', 'BOTBOTCC'])
    })
  })

  describe('what cannot be read', () => {
    test('has the one button that helps beside it, and a way to the reasons', async () => {
      await open({ room: 'garden' })
      const log = page.getByRole('log')
      assert.equal(await log.getByRole('button', { name: 'Enter recovery key' }).count(), 1)
      await log.getByRole('button', { name: 'Enter recovery key' }).click()
      await dialog().getByLabel('Recovery key or passphrase').waitFor()
      await page.keyboard.press('Escape')
      await log.getByRole('button', { name: 'See what changed' }).click()
      await dialog().getByRole('heading', { name: 'About Ben Okafor' }).waitFor()
      await page.keyboard.press('Escape')
      await log.getByRole('button', { name: 'Why this message cannot be read' }).first().click()
      await dialog().getByRole('heading', { name: 'Messages that cannot be read' }).waitFor()
    })

    test('leads to the rooms it is in, and says what trying again brought', async () => {
      await open({ scene: 'unreadable' })
      await command('Messages that cannot be read')
      await button('Try again').click()
      await page.getByText('3 messages can be read now.').waitFor()
      await button('1 more room').click()
      await button(/^Garden/u).click()
      await page.getByRole('group', { name: 'Room' }).getByRole('heading', { name: 'Garden' }).waitFor()
    })
  })

  test('an identity that changed is said above the composer until it is settled', async () => {
    await open({ room: 'general' })
    await page.evaluate(() => { (window as unknown as Watched).scripted.changeIdentity('anna', 'withdrawn') })
    await page.getByText('Nothing is sent here until').waitFor()
    await button('Accept the change').click()
    await page.getByText('Nothing is sent here until').waitFor({ state: 'detached' })
    assert.deepEqual(await calls('trust.accept'), [{ userId: '@anna:harbour.example' }])
  })

  test('new rooms are encrypted unless anyone may join, and direct chats are', async () => {
    await open()
    const create = async (isPublic: boolean): Promise<void> => {
      await button('New conversation').click()
      await page.getByRole('menuitem', { name: 'New room' }).click()
      await page.getByLabel('Name', { exact: true }).fill('Tides')
      if (isPublic) await page.getByRole('switch', { name: 'Anyone may join' }).click()
      await button('Create').click()
      await dialog().waitFor({ state: 'detached' })
    }
    await create(false)
    await create(true)
    await page.keyboard.press('Control+n')
    await page.getByLabel('Matrix address').fill('@gus:harbour.example')
    await page.keyboard.press('Enter')
    await dialog().waitFor({ state: 'detached' })
    assert.deepEqual((await calls('room.create')).map(({ isEncrypted }) => isEncrypted), [true, false, true])
  })

  test('somebody who has just signed in on a further device is asked once how to verify it', async () => {
    await open({ scene: 'sign-in' })
    await page.evaluate(() => {
      const { scripted } = window as unknown as { scripted: { world: { encryption: object }; change(next: object): void } }
      scripted.change({ encryption: { ...scripted.world.encryption, device: 'unverified', recovery: 'incomplete', backup: 'off' } })
    })
    await page.getByLabel('Matrix address or server').fill('@mira:harbour.example')
    await page.getByText('Server: harbour.example').waitFor()
    await page.getByLabel('Password', { exact: true }).fill('harbour')
    await page.keyboard.press('Enter')
    await dialog().getByRole('heading', { name: 'Verify this device' }).waitFor()
    await button('Later').click()
    await dialog().waitFor({ state: 'detached' })
    // It stays beside the room list, where it can be put away for good.
    await page.getByRole('heading', { name: 'Verify this device' }).waitFor()
  })
})
