import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Json } from '../harness/person.ts'
import { useSynapse, type TestSynapse } from '../harness/synapse.ts'
import { findTraces } from '../harness/traces.ts'
import { Terminal } from './cli/terminal.ts'

let synapse: TestSynapse
before(async () => { synapse = await useSynapse() })
after(() => synapse.dispose())

type Found = { readonly results: readonly (Json & { readonly eventId: string; readonly snippet: string })[]; readonly coverage: Json }

test('what was said in an encrypted room is found by both who were there, as it reads now, and lies nowhere in the clear', async (t) => {
  const [ada, ben] = await Promise.all([synapse.person('Ada'), synapse.person('Ben')])
  const here = await Terminal.signedIn(t, ada)
  const there = await Terminal.signedIn(t, ben)
  const { roomId } = await here.json<{ roomId: string }>('create', '--name', 'Harbour', '--encrypted', '--invite', ben.userId)
  await there.json('join', roomId)
  await here.json('sync')
  const say = (text: string) => here.json<{ eventId: string }>('send', roomId, text)
  const zebra = await say('The zebracrossing is open, Grüße <img src=x>')
  const walrus = await say('The walrusharbour is shut')
  const edited = await say('A giraffetower')
  await here.json('edit', edited.eventId, 'A pelicantower')
  await here.json('redact', walrus.eventId)
  for (const terminal of [here, there]) {
    await terminal.json('sync')
    const search = (...args: readonly string[]) => terminal.json<Found>('search', ...args)
    const found = await search('zebracros gruss*')
    assert.deepEqual(found.results.length, 0)
    const { results, coverage } = await search('grusse zebracros')
    assert.deepEqual(results, [{
      eventId: zebra.eventId, roomId, sender: ada.userId, ts: results[0]?.['ts'], snippet: 'The zebracrossing is open, Grüße <img src=x>',
    }])
    assert.deepEqual(Object.keys(coverage).sort(), ['completeRooms', 'from', 'indexing', 'rooms', 'undecrypted'])
    assert.deepEqual([coverage['rooms'], coverage['undecrypted'], coverage['indexing']], [1, 0, null])
    assert.deepEqual((await search('walrusharbour')).results, [])
    assert.deepEqual((await search('giraffetower')).results, [])
    assert.deepEqual((await search('pelicantower', '--room', 'Harbour', '--limit', '1')).results.map(({ eventId }) => eventId), [edited.eventId])
    assert.deepEqual((await search(`from:${ada.userId} in:Harbour "is open"`)).results.length, 1)
    const wrong = await terminal.run(['search', 'before:soon'])
    assert.deepEqual([wrong.status, wrong.errorCode], [1, 'bad-input'])
    assert.deepEqual(await findTraces(terminal.dir, [], ['zebracrossing', 'walrusharbour', 'giraffetower', 'pelicantower', 'pelicantowe']), [])
  }
  const shown = here.start(['search', 'zebracrossing'])
  shown.process.stdin.end()
  assert.match((await shown.ended).stdout, /in Harbour .*\n {4}The »zebracrossing« is open/u)
})
