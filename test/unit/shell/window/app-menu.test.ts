import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { appMenu } from '../../../../main/shell/window/app-menu.ts'
import { wordsFor } from '../../../../main/shell/words/index.ts'

const rolesOf = (platform: NodeJS.Platform, isDevelopment: boolean): string =>
  JSON.stringify(appMenu({ words: wordsFor('en'), platform, isDevelopment }).map(({ role, submenu }) => [role, submenu]))

describe('the menu', () => {
  test('has developer tools in development only', () => {
    assert.match(rolesOf('linux', true), /toggleDevTools/)
    assert.doesNotMatch(rolesOf('linux', false), /toggleDevTools|reload/)
  })

  test('has what text fields need on every system', () => {
    for (const platform of ['linux', 'darwin', 'win32'] as const) {
      const roles = rolesOf(platform, false)
      for (const role of ['undo', 'redo', 'cut', 'copy', 'paste', 'selectAll']) assert.match(roles, new RegExp(`"${role}"`))
    }
  })

  test('speaks German where the system does', () => {
    assert.deepEqual(appMenu({ words: wordsFor('de-AT'), platform: 'linux', isDevelopment: false }).map(({ label }) => label), [
      'Datei', 'Bearbeiten', 'Ansicht', 'Fenster',
    ])
  })
})
