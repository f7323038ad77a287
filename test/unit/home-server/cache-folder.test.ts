import assert from 'node:assert/strict'
import { homedir } from 'node:os'
import { test } from 'node:test'
import { cacheFolder } from '../../../main/home-server/index.ts'

test('the cache is in the user’s cache folder, wherever that is', () => {
  assert.equal(cacheFolder({ XDG_CACHE_HOME: '/tmp/cache' }), '/tmp/cache/causeway')
  assert.ok(cacheFolder({ XDG_CACHE_HOME: '' }).startsWith(homedir()))
})
