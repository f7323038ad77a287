import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { destinationOf, ExternalOpener } from '../../../../main/shell/safety/open-external.ts'

/** What a message may hold as a link, and where it would lead: null where it must not lead anywhere. */
const addresses: readonly (readonly [address: string, place: string | null])[] = [
  ['https://example.org/a?b#c', 'example.org'],
  ['http://example.org:8080/', 'example.org:8080'],
  ['HTTPS://EXAMPLE.ORG/', 'example.org'],
  ['mailto:alice@example.org', 'alice@example.org'],
  // What is shown is where it leads, not what it looks like.
  ['https://example.org@evil.example/', 'evil.example'],
  ['https://xn--pple-43d.com/', 'xn--pple-43d.com'],
  ['https://аpple.com/', 'xn--pple-43d.com'],
  ['https:\\\\evil.example\\example.org', 'evil.example'],
  ['  https://example.org/  ', 'example.org'],
  ['https://example.org/\u202Egpj.exe', 'example.org'],
  // Programs, files and shares: each has opened something it should not have, somewhere.
  ['file:///etc/passwd', null],
  ['file://server/share/program.exe', null],
  ['smb://server/share', null],
  ['nfs://server/share', null],
  ['ftp://example.org/', null],
  ['sftp://example.org/', null],
  ['dav://example.org/', null],
  ['javascript:alert(1)', null],
  ['JaVaScRiPt:alert(1)', null],
  ['java\nscript:alert(1)', null],
  ['vbscript:msgbox(1)', null],
  ['data:text/html,<script>alert(1)</script>', null],
  ['blob:https://example.org/1', null],
  ['about:blank', null],
  ['chrome://settings', null],
  ['devtools://devtools/bundled/inspector.html', null],
  ['view-source:https://example.org', null],
  ['causeway://app/index.html', null],
  ['causeway-media://media/x', null],
  ['search-ms:query=x&crumb=location:\\\\server', null],
  ['ms-msdt:/id PCWDiagnostic', null],
  ['ms-officecmd:{}', null],
  ['ms-settings:', null],
  ['shell:startup', null],
  ['jar:https://example.org/a.jar!/b', null],
  ['tel:+4930123456', null],
  ['sms:+4930123456', null],
  ['ssh://example.org', null],
  ['telnet://example.org', null],
  ['steam://run/1', null],
  ['vscode://file/etc/passwd', null],
  ['zoommtg://example.org', null],
  ['facetime:alice', null],
  ['itms-services://?action=download-manifest', null],
  ['intent://scan/#Intent;scheme=zxing;end', null],
  ['magnet:?xt=urn:btih:1', null],
  ['matrix:u/alice:example.org', null],
  ['\\\\server\\share\\program.exe', null],
  ['//example.org/', null],
  ['/usr/bin/true', null],
  ['C:\\Windows\\System32\\calc.exe', null],
  ['program.desktop', null],
  ['https://', null],
  ['http:', null],
  ['', null],
]

describe('an address that a page wants opened', () => {
  for (const [address, place] of addresses) {
    test(`${JSON.stringify(address)} ${place === null ? 'is refused' : `leads to ${place}`}`, () => {
      assert.equal(destinationOf(address)?.place ?? null, place)
    })
  }

  test('is handed on as the parser writes it, so that what was asked about is what is opened', () => {
    assert.equal(destinationOf('https:\\\\evil.example\\a b')?.url, 'https://evil.example/a%20b')
  })
})

function opener(answers: readonly boolean[]) {
  const asked: string[] = []
  const opened: string[] = []
  const left = [...answers]
  const external = new ExternalOpener({
    confirm: async ({ place }) => {
      asked.push(place)
      return left.shift() ?? false
    },
    open: async (url) => { opened.push(url) },
  })
  return { external, asked, opened }
}

describe('asking before a link is opened', () => {
  test('happens once for each place, and is remembered until the program ends', async () => {
    const { external, asked, opened } = opener([true, true])
    assert.equal(await external.open('https://example.org/one'), 'opened')
    assert.equal(await external.open('https://example.org/two'), 'opened')
    assert.equal(await external.open('https://example.com/'), 'opened')
    assert.deepEqual(asked, ['example.org', 'example.com'])
    assert.deepEqual(opened, ['https://example.org/one', 'https://example.org/two', 'https://example.com/'])
  })

  test('opens nothing on a no, and asks again the next time', async () => {
    const { external, asked, opened } = opener([false, false])
    assert.equal(await external.open('https://example.org/'), 'declined')
    assert.equal(await external.open('https://example.org/'), 'declined')
    assert.equal(asked.length, 2)
    assert.deepEqual(opened, [])
  })

  test('says so when nothing on this computer opens such links', async () => {
    const external = new ExternalOpener({ confirm: async () => true, open: () => Promise.reject(new Error('no handler')) })
    assert.equal(await external.open('mailto:alice@example.org'), 'failed')
  })

  test('does not even happen for what is refused', async () => {
    const { external, asked, opened } = opener([true])
    assert.equal(await external.open('file:///etc/passwd'), 'refused')
    assert.deepEqual([asked, opened], [[], []])
  })
})
