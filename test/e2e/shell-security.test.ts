import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { openDisplay, type Display } from '../harness/display.ts'
import { launchShellApp, type ShellApp } from '../harness/shell-app.ts'
import { openTempFolder, type TempFolder } from '../harness/temp-folder.ts'

let display: Display
let folder: TempFolder
let shell: ShellApp
let window: Page
let stranger: Server
let strangerUrl: string
let strangersVisitors = 0

before(async () => {
  stranger = createServer((_request, response) => {
    strangersVisitors += 1
    response.setHeader('access-control-allow-origin', '*')
    response.end('document.documentElement.dataset.owned = "yes"')
  })
  await new Promise<void>((resolve) => { stranger.listen(0, '127.0.0.1', resolve) })
  strangerUrl = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}/`
  display = await openDisplay()
  folder = await openTempFolder()
  shell = await launchShellApp({ folder: folder.path, env: display.env })
  window = shell.window
  // Nobody sits before this display: native questions are answered with no, and kept.
  await shell.app.evaluate(({ dialog, shell: native }) => {
    globalThis.told = []
    dialog.showMessageBox = async (...args: readonly unknown[]) => {
      told.push(`asked: ${JSON.stringify(args.at(-1))}`)
      return { response: 1, checkboxChecked: false }
    }
    native.openExternal = async (url) => { told.push(`opened: ${url}`) }
  })
})

after(async () => {
  await shell.app.close()
  await display.dispose()
  await folder.dispose()
  stranger.close()
})

const whatWasTold = (): Promise<readonly string[]> => shell.app.evaluate(() => told.splice(0))
const windowCount = (): Promise<number> => shell.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)

/** A real click, without waiting for a navigation that never ends because it never begins. */
async function clickOn(selector: string, button: 'left' | 'middle' = 'left'): Promise<void> {
  const place = await window.evaluate((wanted) => {
    const { x, y, width, height } = document.querySelector(wanted)?.getBoundingClientRect() ?? new DOMRect()
    return [x + width / 2, y + height / 2] as const
  }, selector)
  await window.mouse.click(...place, { button })
  await window.evaluate(() => undefined)
}

/** Runs a script in the page outside of the debugger's call, which may do what the page may not. Gives what it gives, as text. */
const inPage = (script: string): Promise<string> => window.evaluate(
  (source) => new Promise<string>((resolve) => {
    const channel = new MessageChannel()
    channel.port1.onmessage = () => {
      const run = steps[source]
      try {
        Promise.resolve(run?.()).then((value) => resolve(String(value)), (error: unknown) => resolve(String(error)))
      } catch (error) {
        resolve(String(error))
      }
    }
    channel.port2.postMessage(null)
  }),
  script,
)

describe('a page in the window', () => {
  test('has nothing of Node and nothing of Electron', async () => {
    const found = await window.evaluate(() => ['require', 'process', 'module', 'Buffer', 'global', 'ipcRenderer', 'electron', '__dirname']
      .filter((name) => name in globalThis))
    assert.deepEqual(found, [])
  })

  test('has one object of ours, with plain functions that lead no further', async () => {
    const found = await window.evaluate(() => {
      return Object.entries(causeway).map(([name, value]) => [name, typeof value, Object.keys(value)])
    })
    assert.deepEqual(found, [['call', 'function', []], ['watch', 'function', []], ['adopt', 'function', []]])
  })

  test('cannot replace that object', async () => {
    const stays = await window.evaluate(() => {
      const before = causeway
      try { Object.assign(globalThis, { causeway: 'mine' }) } catch { /* Refused outright: as good. */ }
      return causeway === before
    })
    assert.equal(stays, true)
  })

  test('runs sandboxed, isolated, with web security, without Node and without webviews', async () => {
    const preferences = await shell.app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as { getLastWebPreferences(): Record<string, unknown> }
      return contents.getLastWebPreferences()
    })
    for (const wanted of ['sandbox', 'contextIsolation', 'webSecurity']) assert.equal(preferences[wanted], true, wanted)
    const unwanted = [
      'nodeIntegration', 'nodeIntegrationInWorker', 'nodeIntegrationInSubFrames', 'webviewTag', 'allowRunningInsecureContent',
      'experimentalFeatures',
    ]
    for (const name of unwanted) assert.notEqual(preferences[name], true, name)
  })

  test('is a secure context of its own origin', async () => {
    assert.deepEqual(await window.evaluate(() => [isSecureContext, origin]), [true, 'causeway://app'])
  })

  test('leaves nothing behind on the disk: its session is in memory', async () => {
    const paths = await shell.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map(({ webContents }) => webContents.session.getStoragePath()))
    assert.deepEqual(paths, [null])
  })
})

describe('leaving the page', () => {
  const elsewhere = [
    'https://example.org/', 'file:///etc/passwd', 'data:text/html,owned', 'causeway://other/', 'causeway-media://media/page.html',
    'javascript:document.title="owned"',
  ]
  for (const address of elsewhere) {
    test(`for ${address} is denied`, async () => {
      await window.evaluate((to) => { location.href = to }, address)
      assert.equal(await window.evaluate(() => `${location.href} ${document.title}`), 'causeway://app/ Shell under test')
    })
  }

  test('by a link is denied', async () => {
    await clickOn('#link')
    assert.equal(window.url(), 'causeway://app/')
  })

  test('by a form is denied', async () => {
    await window.evaluate(() => {
      const form = document.body.appendChild(document.createElement('form'))
      form.action = 'https://example.org/'
      form.submit()
    })
    assert.equal(window.url(), 'causeway://app/')
  })
})

describe('opening another window', () => {
  test('is denied by script, and the address is asked about', async () => {
    await whatWasTold()
    assert.equal(await window.evaluate(() => open('https://example.org/path?q')), null)
    const [question, ...rest] = await whatWasTold()
    assert.match(question ?? '', /example\.org/)
    assert.deepEqual(rest, [])
    assert.equal(await windowCount(), 1)
  })

  test('is denied by a link to a new window', async () => {
    await clickOn('#window-link')
    assert.match((await whatWasTold()).join(), /^asked: .*example\.org/)
    assert.equal(await windowCount(), 1)
  })

  test('is denied by the middle button', async () => {
    await clickOn('#link', 'middle')
    assert.equal(await windowCount(), 1)
    assert.equal(window.url(), 'causeway://app/')
    await whatWasTold()
  })

  const notEvenAskedAbout = [
    'file:///etc/passwd', 'smb://server/share', 'javascript:alert(1)', 'about:blank', 'causeway://app/', 'ms-settings:', 'data:text/html,x',
  ]
  for (const address of notEvenAskedAbout) {
    test(`for ${address} is denied without a question`, async () => {
      await window.evaluate((to) => { open(to) }, address)
      assert.deepEqual(await whatWasTold(), [])
      assert.equal(await windowCount(), 1)
    })
  }

  test('shows where a link really leads, and opens nothing on a no', async () => {
    const outcome = await window.evaluate(() => causeway.call('app.openExternal', { url: 'https://раypal.com@xn--e1awd7f.com/' }))
    assert.equal(outcome.ok ? '' : outcome.failure.code, 'cancelled')
    const [question, ...rest] = await whatWasTold()
    assert.match(question ?? '', /xn--e1awd7f\.com/)
    assert.doesNotMatch(question ?? '', /pal\.com@/)
    assert.deepEqual(rest, [])
  })
})

describe('the page’s policy', () => {
  const blocked = [
    'inline scripts of the page', 'an inline script', 'an inline handler', 'eval', 'a function from text', 'markup from text',
    'a script from elsewhere', 'a script of data', 'an inline style', 'a picture from elsewhere', 'a request to elsewhere',
    'a socket to elsewhere', 'a beacon', 'a frame', 'a frame of the page itself', 'an object', 'a base address', 'a worker of a blob',
    'a webview',
  ]
  for (const step of blocked) {
    test(`blocks ${step}`, async () => {
      await window.evaluate((url) => { globalThis.strangerUrl = url }, strangerUrl)
      assert.equal(await inPage(step), 'blocked')
    })
  }

  test('has let nothing through to anybody else', () => assert.equal(strangersVisitors, 0))

  test('allows what the page needs: its own script and style, styles set by script, and data pictures', async () => {
    assert.equal(await inPage('what the page needs'), 'script style styled picture')
  })

  test('keeps even a page without a policy from the network', async () => {
    const failure = await shell.app.evaluate(async ({ BrowserWindow, session }, url) => {
      const probe = new BrowserWindow({ show: false, webPreferences: { session: session.fromPartition('causeway'), sandbox: true } })
      const outcome = await probe.loadURL(url).then(() => 'loaded', (error: Error) => error.message)
      probe.destroy()
      return outcome
    }, strangerUrl)
    assert.match(failure, /ERR_BLOCKED_BY_CLIENT/)
    assert.equal(strangersVisitors, 0)
  })
})

describe('what has to be allowed', () => {
  const wishes = [
    'notifications', 'geolocation', 'camera and microphone', 'the camera alone', 'the microphone alone', 'the screen',
    'reading the clipboard', 'MIDI', 'a USB device', 'idle detection',
  ]
  for (const wish of wishes) test(`is denied: ${wish}`, async () => assert.equal(await inPage(wish), 'denied'))

  test('is allowed while a code is scanned, and no longer: the camera, without a sound', async () => {
    const want = (isWanted: boolean): Promise<unknown> => window.evaluate((wanted) => causeway.call('app.camera', { isWanted: wanted }), isWanted)
    await want(true)
    assert.equal(await inPage('the camera alone'), 'allowed: video')
    assert.equal(await inPage('camera and microphone'), 'denied')
    assert.equal(await inPage('the microphone alone'), 'denied')
    await want(false)
    assert.equal(await inPage('the camera alone'), 'denied')
  })

  test('is denied: a download', async () => {
    await shell.app.evaluate(({ session }) => {
      session.fromPartition('causeway').on('will-download', (event) => {
        told.push(`download: ${event.defaultPrevented ? 'prevented' : 'started'}`)
      })
    })
    await window.evaluate(() => {
      const link = document.createElement('a')
      link.href = 'data:application/octet-stream,x'
      link.download = 'x.exe'
      link.click()
    })
    // The answer to a question that was asked after the click comes after what the click did.
    await window.evaluate(() => causeway.call('account.list', {}))
    assert.deepEqual(await whatWasTold(), ['download: prevented'])
  })

  test('is denied: a wrong certificate. Nobody listens who could overlook it', async () => {
    const listeners = await shell.app.evaluate(({ app, BrowserWindow }) => [
      // Electron's own hands it on to the contents.
      app.listenerCount('certificate-error'),
      BrowserWindow.getAllWindows()[0]?.webContents.listenerCount('certificate-error'),
    ])
    assert.deepEqual(listeners, [1, 0])
  })
})

describe('a message to main', () => {
  type Answer = { readonly failure?: { readonly code: string } }

  /** Asks from a window that has our preload and is none of ours. */
  const askFrom = (address: string, ownPartition: string): Promise<Answer> => shell.app.evaluate(async ({ app, BrowserWindow }, given) => {
    const [url, partition] = given
    const preload = `${app.getAppPath()}/../dist/preload/index.cjs`
    const foreign = new BrowserWindow({ show: false, webPreferences: { preload, partition, sandbox: true } })
    await foreign.loadURL(url)
    const answer: unknown = await foreign.webContents.executeJavaScript('causeway.call("account.list", {})')
    foreign.destroy()
    return answer as Answer
  }, [address, ownPartition] as const)

  test('is refused from a foreign page, although it has our preload', async () => {
    assert.equal((await askFrom(strangerUrl, 'elsewhere')).failure?.code, 'forbidden')
  })

  test('is refused from our own page in a window that is none of ours', async () => {
    assert.equal((await askFrom('causeway://app/', 'causeway')).failure?.code, 'forbidden')
  })

  test('is answered from our page, or this would prove nothing', async () => {
    const answer = await window.evaluate(() => causeway.call('account.list', {}))
    assert.deepEqual(answer, { ok: true, value: [] })
  })

  test('with a private method of the engine is refused', async () => {
    const codes = await window.evaluate(() => {
      const names = ['engine.open', 'engine.close', 'engine.media', 'engine.saveAttachment'] as never[]
      return Promise.all(names.map(async (name) => {
        const outcome = await causeway.call(name, {} as never)
        return outcome.ok ? 'done' : outcome.failure.code
      }))
    })
    assert.deepEqual(codes, ['bad-input', 'bad-input', 'bad-input', 'bad-input'])
    assert.deepEqual(await shell.diary(), ['opened'])
  })
})

describe('media', () => {
  test('is drawn when it is a picture', async () => assert.equal(await inPage('a picture of a room'), '1 x 1'))

  test('is not drawn when it is a drawing with scripts in it, or a page', async () => {
    assert.equal(await inPage('a drawing of a room'), 'blocked')
    assert.equal(await inPage('a page of a room'), 'blocked')
  })

  test('is not there when the engine has none', async () => assert.equal(await inPage('a missing picture'), 'blocked'))

  test('can be wound to any place', async () => assert.equal(await inPage('a sound of a room'), '300 seconds, at 250'))
})

describe('the addresses of the program', () => {
  const nowhere = [
    'causeway://app/missing.js', 'causeway://app/../../package.json', 'causeway://app/..%2f..%2fpackage.json', 'causeway://other/page.js',
  ]
  for (const address of nowhere) {
    test(`do not lead to ${address}`, async () => {
      await window.evaluate((url) => { globalThis.wanted = url }, address)
      assert.match(await inPage('an address'), /^(?:404|blocked)$/)
    })
  }

  test('lead to the page’s own files', async () => {
    await window.evaluate(() => { globalThis.wanted = 'causeway://app/page.css' })
    assert.equal(await inPage('an address'), '200')
  })
})
