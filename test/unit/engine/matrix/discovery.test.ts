import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { discover } from '../../../../main/engine/matrix/discovery.ts'
import { HomeserverError } from '../../../../main/engine/matrix/errors.ts'
import type { Fetch } from '../../../../main/engine/matrix/redirects.ts'

type Page = { readonly status?: number; readonly body?: unknown; readonly location?: string }

/** A web in which only these pages exist; every other host cannot be reached. */
function web(pages: Readonly<Record<string, Page>>): { readonly fetch: Fetch; readonly asked: string[] } {
  const asked: string[] = []
  const hosts = new Set(Object.keys(pages).map((page) => new URL(page).origin))
  const fetch: Fetch = async (input, init) => {
    init?.signal?.throwIfAborted()
    const url = String(input)
    asked.push(url)
    if (!hosts.has(new URL(url).origin)) throw new TypeError('fetch failed', { cause: Object.assign(new Error(), { code: 'ENOTFOUND' }) })
    const { status = 200, body = '', location } = pages[url] ?? { status: 404, body: '<h1>Not found</h1>' }
    return new Response(typeof body === 'string' ? body : JSON.stringify(body), {
      status,
      headers: location === undefined ? {} : { location },
    })
  }
  return { fetch, asked }
}

const homeserver = (url: string): Record<string, Page> => ({ [`${url}/_matrix/client/versions`]: { body: { versions: ['v1.11'] } } })
const wellKnown = (host: string, page: Page): Record<string, Page> => ({ [`https://${host}/.well-known/matrix/client`]: page })
const names = (host: string, baseUrl: unknown) => wellKnown(host, { body: { 'm.homeserver': { base_url: baseUrl } } })

async function found(typed: string, pages: Readonly<Record<string, Page>>): Promise<{ baseUrl: string; name: string }> {
  const { baseUrl, name } = await discover(typed, { fetch: web(pages).fetch })
  return { baseUrl, name }
}

async function failure(typed: string, pages: Readonly<Record<string, Page>>): Promise<HomeserverError> {
  const error = await discover(typed, { fetch: web(pages).fetch }).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  assert.ok(error instanceof HomeserverError, String(error))
  return error
}

describe('discovery', () => {
  const delegated = { ...names('example.org', 'https://matrix.example.org/'), ...homeserver('https://matrix.example.org') }
  const expected = { baseUrl: 'https://matrix.example.org', name: 'example.org' }

  for (const typed of ['example.org', ' Example.ORG ', '@mira:example.org', '@mira:example.org:8448', 'example.org/']) {
    test(`finds the homeserver behind "${typed}"`, async () => {
      const { baseUrl } = await found(typed, delegated)
      assert.equal(baseUrl, expected.baseUrl)
    })
  }

  test('takes a URL as it is', async () => {
    const pages = homeserver('https://matrix.example.org/sub')
    assert.deepEqual(await found('https://matrix.example.org/sub/', pages), {
      baseUrl: 'https://matrix.example.org/sub',
      name: 'matrix.example.org',
    })
    assert.deepEqual(await found('http://127.0.0.1:8008', homeserver('http://127.0.0.1:8008')), {
      baseUrl: 'http://127.0.0.1:8008',
      name: '127.0.0.1:8008',
    })
  })

  test('understands a URL that was meant as a name', async () => {
    assert.deepEqual(await found('https://example.org', delegated), expected)
  })

  test('moves from http to https where the server does', async () => {
    const pages = {
      ...homeserver('https://example.org'),
      'http://example.org/_matrix/client/versions': { status: 301, location: 'https://example.org/' },
    }
    assert.equal((await found('http://example.org', pages)).baseUrl, 'https://example.org')
  })

  test('tries the name itself when nothing is said about it', async () => {
    assert.deepEqual(await found('example.org', homeserver('https://example.org')), {
      baseUrl: 'https://example.org',
      name: 'example.org',
    })
    assert.deepEqual(await found('example.org:8448', homeserver('https://example.org:8448')), {
      baseUrl: 'https://example.org:8448',
      name: 'example.org:8448',
    })
  })

  test('uses http for this computer alone', async () => {
    assert.equal((await found('localhost:8008', homeserver('http://localhost:8008'))).baseUrl, 'http://localhost:8008')
    const { fetch, asked } = web({})
    await assert.rejects(discover('example.org', { fetch }), { code: 'offline' })
    assert.ok(asked.length > 0 && asked.every((url) => url.startsWith('https:')))
  })

  test('follows the file where it was moved to, but not in circles and not to http', async () => {
    const file = 'https://example.org/.well-known/matrix/client'
    const moved = {
      ...delegated,
      ...wellKnown('example.org', { status: 301, location: 'https://www.example.org/m' }),
      'https://www.example.org/m': delegated[file] ?? {},
    }
    assert.deepEqual(await found('example.org', moved), expected)
    assert.equal(
      (await failure('example.org', { ...delegated, ...wellKnown('example.org', { status: 302, location: file }) })).code,
      'not-matrix',
    )
    const toHttp = {
      ...delegated,
      ...wellKnown('example.org', { status: 302, location: 'http://example.org/m' }),
      'http://example.org/m': delegated[file] ?? {},
    }
    assert.equal((await failure('example.org', toHttp)).code, 'not-matrix')
  })

  const broken: readonly Page[] = [
    { body: '<!doctype html>' },
    { body: '' },
    { body: [] },
    { body: {} },
    { body: { 'm.homeserver': 'https://matrix.example.org' } },
    { body: { 'm.homeserver': { base_url: 5 } } },
    { status: 500 },
    { body: `{"a":"${'x'.repeat(100_000)}"}` },
  ]
  for (const page of broken) {
    test(`asks for the address itself when the file is broken: ${JSON.stringify(page).slice(0, 60)}`, async () => {
      const { code, message } = await failure('example.org', { ...homeserver('https://example.org'), ...wellKnown('example.org', page) })
      assert.equal(code, 'not-matrix')
      assert.match(message, /type the homeserver's own address/)
    })
  }

  for (const baseUrl of [
    'not a url',
    'javascript:alert(1)',
    'file:///etc/passwd',
    'http://matrix.example.org',
    'https://user:pass@example.org',
  ]) {
    test(`goes no further when the file names ${baseUrl}`, async () => {
      const { code, message } = await failure('example.org', {
        ...names('example.org', baseUrl),
        ...homeserver('http://matrix.example.org'),
      })
      assert.equal(code, 'not-matrix')
      assert.match(message, /not safe/)
    })
  }

  test('goes no further when the homeserver that is named is none, or away', async () => {
    const none = await failure('example.org', {
      ...names('example.org', 'https://m.example.org'),
      ...homeserver('https://example.org'),
      'https://m.example.org/': {},
    })
    assert.deepEqual(
      [none.code, none.message],
      [
        'not-matrix',
        'example.org names m.example.org as its homeserver, which is not a Matrix homeserver: try again later, or ask its administrator.',
      ],
    )
    const away = await failure('example.org', { ...names('example.org', 'https://m.example.org'), ...homeserver('https://example.org') })
    assert.deepEqual([away.code, /m\.example\.org .* cannot be reached/.test(away.message)], ['offline', true])
  })

  test('tells a web server from a homeserver, and both from nothing', async () => {
    const site = { 'https://example.org/': { body: '<h1>Hello</h1>' } }
    assert.deepEqual(
      [(await failure('example.org', site)).code, (await failure('https://example.org', site)).code],
      ['not-matrix', 'not-matrix'],
    )
    const page = { 'https://example.org/_matrix/client/versions': { body: '<h1>Hello</h1>' } }
    assert.equal((await failure('https://example.org', page)).code, 'not-matrix')
    for (const body of [{}, { versions: [] }, { versions: 'v1.1' }, { versions: [1, 'latest'] }]) {
      assert.equal((await failure('https://example.org', { 'https://example.org/_matrix/client/versions': { body } })).code, 'not-matrix')
    }
    const { code, message } = await failure('exmaple.org', {})
    assert.deepEqual([code, message], ['offline', 'exmaple.org cannot be reached: check how it is spelt, and the internet connection.'])
  })

  for (const typed of [
    '',
    '   ',
    'two words',
    '@mira',
    'ftp://example.org',
    'https://',
    'https://a:b@example.org',
    'exa_mple',
    '../../etc',
    'a'.repeat(300),
  ]) {
    test(`says what to type instead of "${typed.slice(0, 40)}"`, async () => {
      const { code, message } = await failure(typed, {})
      assert.equal(code, 'bad-request')
      assert.match(message, /example\.org/)
    })
  }

  test('ends when its caller gives up', async () => {
    await assert.rejects(discover('example.org', { fetch: web(delegated).fetch, signal: AbortSignal.abort() }), { code: 'aborted' })
  })
})
