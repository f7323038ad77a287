import type { FoundRow, RoomId } from '../../../preload/contract/index.ts'
import type { Me } from '../account/me.ts'
import type { Reader } from '../store/reader.ts'

/** By name, alias and the other person of a direct chat; forgives typing errors; best first. */
export function findRooms(_reader: Reader, _query: { readonly me: Me; readonly query: string; readonly limit: number }): readonly FoundRow[] {
  throw new Error('Written next')
}

/** Every room that `text` names exactly: by id, by alias, or else by the name the list shows. Joined and invited rooms go before left ones. */
export function resolveRoomName(_reader: Reader, _text: string): readonly RoomId[] {
  throw new Error('Written next')
}
