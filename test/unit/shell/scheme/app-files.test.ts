import assert from 'node:assert/strict'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test, type TestContext } from 'node:test'
import { serveAppFiles } from '../../../../main/shell/scheme/app-files.ts'
import type { Served } from '../../../../main/shell/scheme/served.ts'
import { tempFolderFor } from '../../../harness/temp-folder.ts'

async function setUp(t: TestContext) {
  const folder = await tempFolderFor(t)
  const pages = join(folder, 'renderer')
  await mkdir(join(pages, 'assets'), { recursive: true })
  await mkdir(join(folder, 'renderer-of-another'))
  await writeFile(join(folder, 'secret.txt'), 'secret')
  await writeFile(join(folder, 'renderer-of-another', 'secret.txt'), 'secret')
  await writeFile(join(pages, 'index.html'), '<p>page</p>')
  await writeFile(join(pages, 'assets', 'a file.js'), 'code')
  await symlink(join(folder, 'secret.txt'), join(pages, 'link.txt'))
  const serve = serveAppFiles(pages)
  return (url: string, method = 'GET') => serve({ url, method, range: undefined })
}

function textOf({ body }: Served): string {
  assert.ok(body instanceof Uint8Array)
  return Buffer.from(body).toString()
}

describe('the program’s own scheme', () => {
  test('serves the page, and its files with their types', async (t) => {
    const get = await setUp(t)
    const page = await get('causeway://app/')
    assert.deepEqual([page.status, page.headers['content-type'], textOf(page)], [200, 'text/html; charset=utf-8', '<p>page</p>'])
    const script = await get('causeway://app/assets/a%20file.js?v=1#x')
    assert.deepEqual([script.status, script.headers['content-type'], textOf(script)], [200, 'text/javascript; charset=utf-8', 'code'])
  })

  test('sends its policy with every answer, found or not', async (t) => {
    const get = await setUp(t)
    for (const url of ['causeway://app/', 'causeway://app/missing']) {
      const { headers } = await get(url)
      assert.match(headers['content-security-policy'] ?? '', /default-src 'none'; script-src 'self'; style-src 'self'/)
      assert.equal(headers['x-content-type-options'], 'nosniff')
    }
  })

  const refused = [
    'causeway://app/../secret.txt',
    'causeway://app/..%2fsecret.txt',
    'causeway://app/%2e%2e/secret.txt',
    'causeway://app/%2e%2e%2fsecret.txt',
    'causeway://app/assets/../../secret.txt',
    'causeway://app/assets/..%2f..%2fsecret.txt',
    'causeway://app/assets%2f..%2f..%2fsecret.txt',
    'causeway://app/..%5csecret.txt',
    'causeway://app/..\\secret.txt',
    'causeway://app/%252e%252e/secret.txt',
    'causeway://app/../renderer-of-another/secret.txt',
    'causeway://app/..%2frenderer-of-another/secret.txt',
    'causeway://app//etc/passwd',
    'causeway://app/%2fetc%2fpasswd',
    'causeway://app/file:///etc/passwd',
    'causeway://app/C:%5cWindows%5cwin.ini',
    'causeway://app/index.html%00.txt',
    'causeway://app/link.txt',
    'causeway://app/assets',
    'causeway://app/assets/',
    'causeway://app/%',
    'causeway://app/missing.html',
    'causeway://other/index.html',
    'causeway://user@app/index.html',
    'causeway-media://app/index.html',
    'https://app/index.html',
    'file:///etc/passwd',
    'not an address',
  ]
  for (const url of refused) {
    test(`serves nothing for ${url}`, async (t) => {
      const get = await setUp(t)
      const { status, body } = await get(url)
      assert.deepEqual([status, body], [404, null])
    })
  }

  test('only gives, and takes nothing', async (t) => {
    const get = await setUp(t)
    assert.equal((await get('causeway://app/', 'POST')).status, 405)
    const { status, body } = await get('causeway://app/', 'HEAD')
    assert.deepEqual([status, body], [200, null])
  })
})
