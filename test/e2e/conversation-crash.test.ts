import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { AppConversation } from '../harness/app-conversation.ts'
import { mineOf } from '../harness/conversation.ts'
import { openDisplay, type Display } from '../harness/display.ts'
import { eventually } from '../harness/eventually.ts'
import { useSynapse, type TestSynapse } from '../harness/synapse.ts'

let synapse: TestSynapse
let display: Display
before(async () => { [synapse, display] = await Promise.all([useSynapse(), openDisplay()]) })
after(async () => {
  await display.dispose()
  await synapse.dispose()
})

/** Ends the engine in the middle of what it does, and resolves when another one runs. */
async function killEngine({ running }: AppConversation): Promise<void> {
  const { processId } = await running.engineProcess()
  process.kill(processId, 'SIGKILL')
  await eventually('another engine runs', async () => (await running.engineProcess()).processId !== processId)
}

describe('an engine that is killed in mid-conversation', () => {
  test('costs nothing: the window goes on by itself, and nothing is lost or doubled', async (t) => {
    const app = await AppConversation.openRoom(t, { synapse, display })
    const { conversation } = app
    const { friend, roomId, account } = conversation
    await conversation.hear('one')
    await app.message('one').waitFor()

    await app.say('two')
    await app.message('two').waitFor()
    await killEngine(app)
    await app.untilMarked('two', 'Sent')

    await t.test('what is written while it restarts is kept', async () => {
      const restarted = killEngine(app)
      await app.say('three')
      await restarted
      await app.untilMarked('three', 'Sent')
    })

    await t.test('half a sentence in the field stays there', async () => {
      await app.composer.fill('half a sent')
      await killEngine(app)
      await conversation.hear('four')
      await app.message('four').waitFor()
      assert.equal(await app.composer.innerText(), 'half a sent')
      await app.composer.fill('')
    })

    await t.test('and the conversation goes on as if nothing had been', async () => {
      await app.say('five')
      await app.untilMarked('five', 'Sent')
      assert.deepEqual(await app.texts(), ['one', 'two', 'three', 'four', 'five'])
      assert.deepEqual(mineOf(await friend.timeline(roomId), account), ['two', 'three', 'five'])
      await app.page.getByRole('button', { name: /^Not sent yet/u }).waitFor({ state: 'detached' })
    })
  })
})
