import { defineCommand } from '../command.ts'
import { table } from '../output/table.ts'
import { visible } from '../output/visible.ts'

export const members = defineCommand({
  usage: ['members ROOM'],
  details: ['Lists who is in a room, and who is invited.'],
  options: {},
  words: [1, 1],
  run: async ({ positionals: [room = ''] }, context) => {
    const session = await context.openEngine()
    const account = await session.accountId(context.accountId)
    const { roomId } = await session.call('room.resolve', { account, room })
    const rows = await session.call('room.members', { account, roomId })
    return {
      json: rows.map(({ person: { userId, name }, membership, powerLevel }) => ({ userId, name, membership, powerLevel })),
      text: table(
        [{ title: 'Name' }, { title: 'Id' }, { title: 'Power', isNumber: true }, { title: '' }],
        rows.map(({ person, membership, powerLevel }) =>
          [visible(person.name), visible(person.userId), String(powerLevel), membership === 'join' ? '' : membership]),
      ),
    }
  },
})
