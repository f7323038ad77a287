import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { silentLog } from '../../../../main/engine/base/log.ts'
import { placeWindow, readBounds, writeBounds } from '../../../../main/shell/window/window-bounds.ts'
import { tempFolderFor } from '../../../harness/temp-folder.ts'

const screen = { x: 0, y: 0, width: 1920, height: 1080 }
const second = { x: 1920, y: 0, width: 1280, height: 1024 }
const bounds = { x: 100, y: 50, width: 1000, height: 700, isMaximized: false }

describe('where the window opens', () => {
  test('is up to the system the first time', () => {
    assert.deepEqual(placeWindow(undefined, [screen]), { width: 1200, height: 800, isMaximized: false })
  })

  test('is where it was', () => assert.deepEqual(placeWindow(bounds, [screen]), bounds))

  test('is where it was on a second screen', () => {
    const there = { ...bounds, x: 2000, isMaximized: true }
    assert.deepEqual(placeWindow(there, [screen, second]), there)
  })

  test('is somewhere visible when that screen is gone', () => {
    assert.deepEqual(placeWindow({ ...bounds, x: 2000, isMaximized: true }, [screen]), { width: 1200, height: 800, isMaximized: true })
    assert.deepEqual(placeWindow({ ...bounds, y: -5000 }, [screen]), { width: 1200, height: 800, isMaximized: false })
  })

  test('is no larger than its screen, with its title in reach', () => {
    const large = placeWindow({ ...bounds, y: -20, width: 5000, height: 5000 }, [screen])
    assert.deepEqual(large, { ...bounds, y: 0, width: 1920, height: 1080 })
  })
})

describe('what is remembered of the window', () => {
  test('comes back as it was', async (t) => {
    const file = join(await tempFolderFor(t), 'window.json')
    writeBounds(file, bounds, silentLog)
    assert.deepEqual(readBounds(file), bounds)
  })

  const broken = [
    '', '{', 'null', '[]', '{"x":1}', '{"x":"1","y":0,"width":1,"height":1,"isMaximized":true}',
    '{"x":1e99,"y":0,"width":1,"height":1,"isMaximized":true}',
  ]
  for (const text of broken) {
    test(`is forgotten when somebody wrote ${JSON.stringify(text)} into it`, async (t) => {
      const file = join(await tempFolderFor(t), 'window.json')
      await writeFile(file, text)
      assert.equal(readBounds(file), undefined)
    })
  }

  test('may have nowhere to go', () => writeBounds('/nowhere/at/all/window.json', bounds, silentLog))
})
