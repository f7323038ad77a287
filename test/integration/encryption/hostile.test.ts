import assert from 'node:assert/strict'
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { EncryptedPair } from '../../harness/encrypted-pair.ts'
import { watchword } from '../../harness/conversation.ts'
import { useSynapse, type TestSynapse } from '../../harness/synapse.ts'

// A homeserver that would like to know, or to have others believe, what it is not told.

let synapse: TestSynapse
before(async () => { synapse = await useSynapse() })
after(() => synapse.dispose())

describe('an encrypted room, and a homeserver that is no friend', () => {
  test('TestSpoofedEventSenderHandling: what comes under somebody else’s name is not shown as theirs', async (t) => {
    const scene = await EncryptedPair.start(t, synapse)
    const { conversation } = scene
    const { friend, account, roomId } = conversation
    const carol = await synapse.person('Carol')
    await friend.invite(roomId, carol.userId)
    await carol.join(roomId)
    await scene.understand('before')
    let spoofed = 0
    conversation.proxy.inject(/\/sync|\/messages/u, {
      kind: 'replace',
      body: (answer) => {
        const changed = replaceSender(answer, friend.userId, carol.userId)
        if (changed !== answer) spoofed += 1
        return changed
      },
    })
    await conversation.client.call('account.reconnect', { account })
    const eventId = await scene.hear('signed by somebody')
    const timeline = await conversation.timeline()
    const rows = await timeline.until((all) => all.some((row) => row.eventId === eventId))
    const row = rows.find((one) => one.eventId === eventId)
    assert.equal(spoofed > 0, true)
    assert.equal(row?.undecrypted?.cause, 'forged')
    assert.equal(JSON.stringify(row).includes(watchword), false)
  })

  test('has nothing of what was said in any of its files, and this computer has not either', async (t) => {
    const scene = await EncryptedPair.start(t, synapse)
    const { conversation } = scene
    const { client, account, roomId, me } = conversation
    const word = `saffron${Math.random().toString(36).slice(2)}`
    const bytes = new TextEncoder().encode(`${word} in a file ${word}`)
    await client.call('message.send', { account, roomId, text: `${word} typed`, format: 'plain' })
    await client.call('message.sendFile', { account, roomId, source: { from: 'bytes', bytes, name: `${word}.txt` }, caption: word })
    await scene.theirs.until('the file', () => scene.theirs.messages.find((event) => event.getContent()['file'] !== undefined))
    await scene.theirs.client.sendTextMessage(roomId, `${word} heard`)
    const timeline = await conversation.timeline()
    await timeline.until((rows) => rows.some(({ plain }) => plain === `${word} heard`))
    const logged = conversation.logged.join('\n')
    const profile = await filesWith(conversation.profile, word)
    const server = await filesWith(synapse.dir, word)
    assert.deepEqual([profile, server, logged.includes(word)], [[], [], false])
    // The search would find it.
    const open = await me.createRoom()
    await me.say(open, word)
    assert.notDeepEqual(await filesWith(synapse.dir, word), [])
  })
})

/** Only of encrypted events: what makes the other side believe that somebody else sent them. */
function replaceSender(answer: string, from: string, to: string): string {
  return JSON.stringify(JSON.parse(answer), (_key, value: unknown) => {
    if (typeof value !== 'object' || value === null || !('type' in value) || !('room_id' in value || 'event_id' in value)) return value
    return value.type === 'm.room.encrypted' && 'sender' in value && value.sender === from ? { ...value, sender: to } : value
  })
}

async function filesWith(folder: string, word: string): Promise<readonly string[]> {
  const found: string[] = []
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    // One that a database has just taken back is gone.
    const bytes = await readFile(path).catch(() => Buffer.alloc(0))
    if (bytes.includes(word)) found.push(entry.name)
  }
  return found
}
