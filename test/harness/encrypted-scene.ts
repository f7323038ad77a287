import type { TestContext } from 'node:test'
import type { MatrixEvent } from 'matrix-js-sdk'
import { Conversation } from './conversation.ts'
import type { Json } from './person.ts'
import { openFile } from './sealed-file.ts'
import { startSecondClient, type SecondClient } from './second-client.ts'
import type { TestSynapse } from './synapse.ts'

/** Two people in a room: one with our engine, the other with a client that others wrote. */
export type EncryptedScene = { readonly conversation: Conversation; readonly theirs: SecondClient }

/** The room is encrypted, or will be by `turnOn`. Our engine runs in this process. */
export async function setScene(t: TestContext, synapse: TestSynapse, { isEncrypted = true } = {}): Promise<EncryptedScene> {
  const conversation = await Conversation.open(t, synapse)
  const theirs = await startSecondClient(t, conversation.friend, conversation.roomId, { encrypts: true })
  if (isEncrypted) await turnOn({ conversation, theirs })
  await conversation.start()
  return { conversation, theirs }
}

/** Turns encryption on, and resolves when the other client knows. */
export async function turnOn({ conversation: { friend, roomId }, theirs }: EncryptedScene): Promise<void> {
  await friend.setState(roomId, 'm.room.encryption', '', { algorithm: 'm.megolm.v1.aes-sha2' })
  await theirs.until('the room', () => theirs.room.hasEncryptionStateEvent())
}

/** An event that the other client could decrypt, with an encrypted file in it. */
export const hasFile = (event: MatrixEvent): boolean => event.isEncrypted() && event.getContent()['file'] !== undefined

/** The file as the other client opens it. */
export async function openTheirs({ conversation }: EncryptedScene, file: Json): Promise<Buffer> {
  return Buffer.from(await openFile(await conversation.friend.download(String(file['url'])), file))
}
