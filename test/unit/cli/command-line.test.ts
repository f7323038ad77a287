import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { CliError, toCliError } from '../../../main/cli/cli-error.ts'
import { defineCommand } from '../../../main/cli/command.ts'
import { commands } from '../../../main/cli/commands/index.ts'
import { readEventId, readLimit, readTarget, readUserId } from '../../../main/cli/commands/ids.ts'
import type { Context } from '../../../main/cli/context.ts'
import { CallFailed } from '../../../main/cli/engine/call-failed.ts'
import { passphraseOf, readKeyOption } from '../../../main/cli/engine/key-option.ts'
import { appFolder } from '../../../main/cli/engine/profile-folder.ts'
import { commandHelp, overview } from '../../../main/cli/help.ts'
import { ProfileLockedError, ProfileMissingError, type ProfileLockedReason } from '../../../main/keychain/profile-locked-error.ts'
import { failureCodes } from '../../../preload/contract/index.ts'

const isUsage = (error: unknown): boolean => error instanceof CliError && error.exit === 2

describe('a command line', () => {
  const command = defineCommand({
    usage: ['say ROOM [TEXT] [--loud] [--to USER]…'],
    details: [],
    options: { loud: { type: 'boolean' }, to: { type: 'string', multiple: true } },
    words: [1, 2],
    run: async ({ values, positionals }) => ({ json: { ...values, positionals }, text: '' }),
  })
  const run = async (...args: readonly string[]) => (await command.prepare(args)({} as Context))?.json

  test('is read wherever its options stand, those of every command among them', async () => {
    assert.deepEqual(await run('--json', 'room', '--loud', 'text', '--to', 'a', '--to', 'b', '--profile', 'x'), {
      json: true, loud: true, to: ['a', 'b'], profile: 'x', positionals: ['room', 'text'],
    })
    assert.deepEqual(await run('room', '--', '--loud'), { positionals: ['room', '--loud'] })
  })

  test('with an unknown option, a missing value or the wrong number of words is wrong usage', () => {
    for (const args of [[], ['a', 'b', 'c'], ['a', '--quiet'], ['a', '--to'], ['a', '--loud=yes']]) {
      assert.throws(() => command.prepare(args), isUsage, args.join(' '))
    }
  })

  test('names ids that have the shape of ids', () => {
    assert.equal(readTarget('cw12'), 'cw12')
    assert.equal(readTarget('$event'), '$event')
    for (const wrong of [() => readTarget('event'), () => readEventId('cw12'), () => readUserId('anna')]) assert.throws(wrong, isUsage)
    for (const wrong of ['0', '-1', '1e3', '']) assert.throws(() => readLimit(wrong, 1, 2), isUsage)
    assert.deepEqual([readLimit(undefined, 50, 100), readLimit('7', 50, 100), readLimit('700', 50, 100)], [50, 7, 100])
  })

  test('names a key by where it is and never by what it is', () => {
    assert.deepEqual([readKeyOption(), readKeyOption('keychain'), readKeyOption('env:PASS_1')], [
      { from: 'keychain' }, { from: 'keychain' }, { from: 'env', name: 'PASS_1' },
    ])
    for (const wrong of ['secret', 'env:', 'env:A B', 'env:1A']) assert.throws(() => readKeyOption(wrong), isUsage)
    assert.equal(passphraseOf({ from: 'env', name: 'P' }, { P: 'secret' }), 'secret')
    assert.throws(() => passphraseOf({ from: 'env', name: 'P' }, {}), (error) => error instanceof CliError && error.exit === 3)
  })
})

describe('the status of a command', () => {
  test('follows from what went wrong', () => {
    const exits = failureCodes.map((code) => [code, toCliError(new CallFailed({ code, message: 'x' }))?.exit])
    assert.deepEqual(
      exits.filter(([, exit]) => exit !== 1), [['offline', 4], ['timeout', 4], ['not-signed-in', 3], ['signed-out', 3], ['locked', 3]],
    )
    const locked = (reason: ProfileLockedReason) => toCliError(new ProfileLockedError(reason))?.exit
    const keyless = [
      'key-missing', 'key-wrong', 'passphrase-needed', 'passphrase-wrong', 'keychain-locked', 'keychain-unavailable',
    ] as const
    assert.deepEqual(keyless.map(locked), [3, 3, 3, 3, 3, 3])
    assert.deepEqual([locked('profile-unreadable'), locked('newer-data'), toCliError(new ProfileMissingError())?.exit], [1, 1, 3])
    assert.equal(toCliError(new TypeError('ours')), undefined)
  })
})

describe('the help', () => {
  test('lists every command, and every command has a help of its own that fits a terminal', async () => {
    const text = overview()
    for (const [name, { load }] of commands) {
      assert.match(text, new RegExp(`^  ${name} `, 'm'))
      const help = commandHelp(await load())
      assert.match(help, new RegExp(`^Usage: causeway ${name}`))
      for (const line of help.split('\n')) assert.ok(line.length <= 120, line)
    }
  })

  test('knows every command of the documented surface', () => {
    assert.deepEqual([...commands.keys()].sort(), [
      'create', 'devices', 'download', 'edit', 'export', 'history', 'home-server', 'invite', 'join', 'keys', 'leave', 'login', 'logout',
      'members', 'outbox', 'react', 'read', 'recovery', 'redact', 'repair', 'rooms', 'rpc', 'search', 'send', 'sync', 'tail', 'timeline', 'verify',
      'whoami',
    ])
  })
})

describe('the profile of the app', () => {
  test('lies where Electron keeps the app\'s data', () => {
    const home = join('/', 'home', 'anna')
    assert.equal(appFolder({ HOME: home }, 'linux'), join(home, '.config', 'Causeway'))
    assert.equal(appFolder({ HOME: home, XDG_CONFIG_HOME: '' }, 'linux'), join(home, '.config', 'Causeway'))
    assert.equal(appFolder({ HOME: home, XDG_CONFIG_HOME: join('/', 'conf') }, 'linux'), join('/', 'conf', 'Causeway'))
    assert.equal(appFolder({ HOME: home }, 'darwin'), join(home, 'Library', 'Application Support', 'Causeway'))
    assert.equal(appFolder({ APPDATA: join('/', 'roaming') }, 'win32'), join('/', 'roaming', 'Causeway'))
  })
})
