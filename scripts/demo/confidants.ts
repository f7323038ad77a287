// What the demo's people tell each other behind encryption. Plain HTTP cannot: two of them have another program for it, which others wrote,
// with keys that live as long as this one does. Their rooms begin today, because keys cannot be sent into the past.
import { startEncryptedClient, type EncryptedClient } from '../../test/harness/encrypted-client.ts'
import { encryptionOn } from '../../test/harness/conversation.ts'
import { eventually } from '../../test/harness/eventually.ts'
import { Person } from '../../test/harness/person.ts'
import { runCauseway } from './sign-in.ts'
import { PASSWORD } from './world/inhabitants.ts'

type Said = { readonly by: 'mira' | 'ada'; readonly says: string }

export const SECRET_ROOM = 'A surprise for Greta'

const TALK: readonly Said[] = [
  { by: 'mira', says: 'Not a word to Greta. Her print of the fog picture is framed, and it is enormous.' },
  { by: 'ada', says: 'The tearoom is ours on Friday from six. I bake the lemon one.' },
  { by: 'ada', says: 'Samir keeps her on the pier until half past. He has practised sounding surprised.' },
  { by: 'mira', says: 'Robin, can you bring the projector in some other bag, so that she does not ask?' },
]

export type Confidants = {
  readonly mira: EncryptedClient
  readonly roomId: string
  readonly viewerId: string
  /** They forget their keys. */
  leave(): void
}

type Where = { readonly url: string; readonly profile: string }

/** Lets them make their room, with the viewer in it, and talk. The viewer is signed in, and the profile not open. */
export async function confide({ url, profile }: Where): Promise<Confidants> {
  const left: (() => unknown)[] = []
  const leave = (): void => { for (const stop of left) stop() }
  try {
    const come = async (name: Said['by']): Promise<EncryptedClient> => {
      const person = await Person.signIn(url, name, PASSWORD, 'CABIN')
      const client = await startEncryptedClient({ after: (stop) => left.push(stop) }, person)
      await client.setUpIdentity()
      return client
    }
    const [mira, ada] = [await come('mira'), await come('ada')]
    const viewer = await runCauseway(profile, ['whoami'])
    const viewerId = String(viewer['userId'])
    const roomId = await mira.person.createRoom({
      name: SECRET_ROOM, topic: 'Friday, six o’clock, the tearoom', invite: [ada.person.userId, viewerId], initialState: [encryptionOn()],
    })
    await ada.person.join(roomId)
    await runCauseway(profile, ['join', roomId])
    for (const client of [mira, ada]) {
      await eventually('the room is encrypted for everybody', async () => client.client.getRoom(roomId)?.hasEncryptionStateEvent() === true
        && client.client.getRoom(roomId)?.getMember(viewerId)?.membership === 'join')
      await client.untilDevice(viewerId, String(viewer['deviceId']))
    }
    for (const { by, says } of TALK) await (by === 'mira' ? mira : ada).client.sendTextMessage(roomId, says)
    return { mira, roomId, viewerId, leave }
  } catch (error) {
    leave()
    throw error
  }
}
