// The stops about encryption, in the order in which somebody new comes upon them.
import type { Page } from 'playwright-core'
import { Friend } from './friend.ts'
import { OtherDevice } from './other-device.ts'
import type { Stop } from './tour-stops.ts'
import { closeDialog, command, fillSignIn, openRoom, press } from './tour-steps.ts'
import { PASSWORD } from './world/inhabitants.ts'
import { VIEWER } from './world/script.ts'

/** First things first: the key that brings everything back. */
export const RECOVERY_STOP: Stop = {
  name: 'recovery-key',
  shows: 'setting up recovery',
  place: 'account',
  go: async (page, walk) => {
    await press(page, 'Set up recovery')
    await press(page, 'Make a recovery key')
    walk.recoveryKey = await page.getByRole('group', { name: 'Recovery key' }).getByRole('paragraph').innerText()
  },
  leave: async (page) => {
    await page.getByRole('checkbox').check()
    await press(page, 'Done')
    await page.getByRole('heading', { name: 'Set up recovery' }).waitFor({ state: 'hidden' })
  },
}

export const ENCRYPTION_STOPS: readonly Stop[] = [
  {
    name: 'encrypted-chat',
    shows: 'what the lock of a conversation says',
    place: 'account',
    go: async (page) => {
      await openRoom(page, 'Mira Okafor', 'Projector is packed')
      await press(page, 'Encrypted')
      await page.getByRole('button', { name: 'Verify', exact: true }).waitFor()
    },
  },
  {
    name: 'verify-emoji',
    shows: 'verifying a friend by emoji',
    place: 'account',
    inDark: true,
    go: async (page, walk) => {
      const friend = await Friend.bring(walk.home, 'mira')
      walk.friend = friend
      await press(page, 'Verify')
      await friend.accept()
      await press(page, /^Compare emoji/u)
      await page.getByRole('list', { name: 'Emoji to compare' }).waitFor()
    },
    leave: async (page, { friend }) => {
      await Promise.all([friend?.confirmEmoji(), press(page, 'They match')])
      await page.getByText('Mira Okafor is verified').waitFor()
    },
  },
  {
    name: 'verified',
    shows: 'that it is done',
    place: 'account',
    go: async (page) => page.getByRole('button', { name: 'Encrypted, and verified' }).waitFor({ state: 'attached' }),
    leave: async (page) => press(page, 'Done'),
  },
  {
    name: 'unreadable-message',
    shows: 'a message whose key was not given',
    place: 'account',
    go: async (page) => {
      await openRoom(page, 'Greta Vogel', 'Frame maker, 4 Chapel Lane')
      await page.getByRole('log').getByText('did not give you the key').waitFor()
    },
  },
  {
    name: 'unreadable-messages',
    shows: 'why messages cannot be read, and what to do',
    place: 'account',
    go: async (page) => command(page, 'Messages that cannot be read'),
    leave: closeDialog,
  },
  {
    name: 'new-device',
    shows: 'a word about another device that signed in',
    place: 'account',
    go: async (page, walk) => {
      walk.otherDevice = await OtherDevice.signIn(walk.home.url, 'Robin’s laptop')
      await page.getByRole('heading', { name: 'New device' }).waitFor()
    },
  },
  {
    name: 'verify-code',
    shows: 'verifying it with a code',
    place: 'account',
    inDark: true,
    go: async (page, { otherDevice }) => {
      await press(page, 'Verify')
      await otherDevice?.accept()
      await page.getByRole('img', { name: 'Code for the other side to scan' }).waitFor()
    },
    leave: async (page, { otherDevice }) => {
      // There is no camera here: by emoji then.
      await otherDevice?.startEmoji()
      await press(page, 'They match')
      await otherDevice?.confirmEmoji()
      await page.getByText('The devices trust each other now').waitFor()
      await press(page, 'Done')
    },
  },
  { name: 'devices', shows: 'the devices', place: 'account', go: async (page) => command(page, 'Devices'), leave: closeDialog },
  {
    name: 'security',
    shows: 'how encryption stands',
    place: 'account',
    inDark: true,
    go: async (page) => {
      await command(page, 'Security and keys')
      await page.getByText(/keys (?:are )?saved/u).first().waitFor()
    },
    leave: closeDialog,
  },
  {
    name: 'create-room',
    shows: 'a new room, encrypted unless it is for everybody',
    place: 'account',
    go: async (page) => {
      await press(page, 'New conversation')
      await page.getByRole('menuitem', { name: 'New room' }).click()
      await page.getByRole('dialog').getByLabel('Name').fill('Regatta soup')
    },
    leave: closeDialog,
  },
]

/** On a computer that has nothing yet. */
export const RESTORE_STOPS: readonly Stop[] = [
  {
    name: 'restore',
    shows: 'bringing the keys to a new computer',
    place: 'new-computer',
    go: async (page, { home, recoveryKey }) => {
      await fillSignIn(page, { url: home.url, user: VIEWER, password: PASSWORD })
      await press(page, 'Sign in')
      await press(page, /^Use your recovery key/u)
      await page.getByLabel('Recovery key or passphrase').fill(recoveryKey)
      await press(page, 'Show what is typed')
    },
    leave: restore,
  },
  {
    name: 'restored',
    shows: 'what came back',
    place: 'new-computer',
    go: async (page) => openRoom(page, 'Mira Okafor', 'Projector is packed'),
  },
]

async function restore(page: Page): Promise<void> {
  await page.getByLabel('Recovery key or passphrase').press('Enter')
  await page.getByText('Your keys are here').waitFor()
  await closeDialog(page)
}
