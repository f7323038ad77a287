import assert from 'node:assert/strict'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { writeWholeFile } from '../../../../main/engine/base/whole-file.ts'
import { saveKeyFile } from '../../../../main/engine/crypto/key-file/save-key-file.ts'
import { tempFolderFor } from '../../../harness/temp-folder.ts'

describe('a file that is written whole', () => {
  test('takes the place of what was there, for the readers it is for', async (t) => {
    const path = join(await tempFolderFor(t), 'file')
    writeFileSync(path, 'before', { mode: 0o644 })
    await writeWholeFile({ path, pieces: ['a', new Uint8Array([0x62])], mode: 0o600 })
    assert.equal(readFileSync(path, 'utf8'), 'ab')
    if (process.platform !== 'win32') assert.equal(statSync(path).mode & 0o777, 0o600)
  })

  test('leaves what was there, and nothing beside it, when its pieces break off', async (t) => {
    const folder = await tempFolderFor(t)
    const path = join(folder, 'file')
    writeFileSync(path, 'before')
    async function* pieces(): AsyncGenerator<string> {
      yield 'half'
      throw new Error('no more')
    }
    await assert.rejects(writeWholeFile({ path, pieces: pieces() }), { message: 'no more' })
    assert.deepEqual([readdirSync(folder), readFileSync(path, 'utf8')], [['file'], 'before'])
  })

  test('with keys says where it cannot be, and passes on what else went wrong', async (t) => {
    const folder = await tempFolderFor(t)
    async function* pieces(): AsyncGenerator<string> {
      throw new Error('the machine')
    }
    await assert.rejects(saveKeyFile(join(folder, 'nowhere', 'keys.txt'), pieces()), { name: 'CryptoError', code: 'bad-input' })
    await assert.rejects(saveKeyFile(folder, (async function* () { yield 'keys' })()), { name: 'CryptoError', code: 'bad-input' })
    await assert.rejects(saveKeyFile(join(folder, 'keys.txt'), pieces()), { message: 'the machine' })
    assert.deepEqual(readdirSync(folder), [])
  })
})
