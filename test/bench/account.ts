import { useSynapse, type TestSynapse } from '../harness/synapse.ts'
import type { Person } from '../harness/person.ts'

/** An account on a real homeserver, and somebody else in all its rooms. */
export type BenchAccount = {
  readonly subject: string
  readonly synapse: TestSynapse
  readonly me: Person
  readonly other: Person
  /** Newest last. */
  readonly roomIds: readonly string[]
}

export type AccountSize = { readonly rooms: number; readonly messagesEach: number }

// A server on two cores makes about five rooms a second, whatever is asked of it at once.
const atOnce = 4

/** Makes an account in `rooms` rooms with names and a few messages each: what a list has to show. */
export async function makeAccount({ rooms, messagesEach }: AccountSize, onProgress: (done: number) => void): Promise<BenchAccount> {
  const synapse = await useSynapse()
  const [me, other] = [await synapse.person('Bench'), await synapse.person('Other')]
  const roomIds: string[] = []
  let next = 0
  const work = async () => {
    while (next < rooms) {
      const number = next
      next += 1
      const roomId = await other.createRoom({ name: `Room ${number + 1}`, preset: 'private_chat', invite: [me.userId] })
      await me.join(roomId)
      for (let message = 0; message < messagesEach; message += 1) await other.say(roomId, `Message ${message + 1} of room ${number + 1}`)
      roomIds.push(roomId)
      onProgress(roomIds.length)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return { subject: `${rooms} rooms`, synapse, me, other, roomIds }
}
