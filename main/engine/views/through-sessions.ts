import type { UserId } from '../../../preload/contract/ids.ts'
import type { Profile } from '../account/profile.ts'
import type { OpenSource, ViewSource } from './live-view.ts'

/**
 * A view of an account that outlives the account's device: after the server has ended a session for good, signing in again makes a new
 * device and another `Account` over the same data. Its views are opened anew over that one, where they last stood; whoever looks sees no
 * more of it than diffs. `open` throws when the account is not here.
 */
export function throughSessions<Row, Head, Move>(
  profile: Profile, userId: UserId, open: () => OpenSource<Row, Head, Move>,
): OpenSource<Row, Head, Move> {
  // Now, so that whoever asks for a view of an unknown account is refused at once.
  const first = open()
  return (touched) => {
    let source = first(touched)
    let lastMove: { readonly to: Move } | undefined
    const off = profile.onReplaced.on((replaced) => {
      if (replaced !== userId) return
      source.dispose()
      try {
        source = open()(touched)
        if (lastMove !== undefined) source.move(lastMove.to)
      } catch (error) {
        source = lost(error)
      }
      touched()
    })
    return {
      read: () => source.read(),
      move: (to) => {
        lastMove = { to }
        source.move(to)
      },
      dispose: () => {
        off()
        source.dispose()
      },
    }
  }
}

const lost = (error: unknown): ViewSource<never, never, unknown> => ({
  read: () => { throw error },
  move: () => undefined,
  dispose: () => undefined,
})
