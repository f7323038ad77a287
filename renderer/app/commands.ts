import type { AccountRow } from '../../preload/contract/index.ts'
import { keysOf, type Place } from '../navigation/index.ts'
import type { SearchState } from '../search/search-state.svelte.ts'
import type { Command } from '../switcher/entries.ts'
import type { Say } from '../text/index.ts'

/** What the quick switcher can do besides going somewhere. */
export function commandsOf(say: Say, place: Place, search: SearchState): readonly Command[] {
  const { account } = place
  return [
    { name: 'chat', label: say('chat.title'), shortcut: keysOf('startChat'), run: () => place.show({ kind: 'start-chat', person: '' }) },
    { name: 'create', label: say('create.title'), run: () => place.show({ kind: 'create-room' }) },
    { name: 'join', label: say('join.title'), run: () => place.show({ kind: 'join', address: '' }) },
    { name: 'search', label: say('search.title'), shortcut: keysOf('searchAll'), run: () => search.open('all') },
    { name: 'settings', label: say('settings.title'), shortcut: keysOf('settings'), run: () => place.show({ kind: 'settings' }) },
    { name: 'security', label: say('security.title'), run: () => place.show({ kind: 'security', page: 'overview' }) },
    { name: 'devices', label: say('security.devices'), run: () => place.show({ kind: 'security', page: 'devices' }) },
    { name: 'unreadable', label: say('security.unreadable'), run: () => place.show({ kind: 'security', page: 'unreadable' }) },
    { name: 'verify-device', label: say('choice.title'), run: () => place.show({ kind: 'verify-device' }) },
    { name: 'shortcuts', label: say('shortcuts.title'), shortcut: keysOf('shortcuts'), run: () => place.show({ kind: 'shortcuts' }) },
    { name: 'add', label: say('account.add'), run: () => { place.isAddingAccount = true } },
    ...(account === null ? [] : [signOut(say, place, account)]),
  ]
}

const signOut = (say: Say, place: Place, account: AccountRow): Command =>
  ({ name: 'sign-out', label: say('account.signOut'), run: () => place.show({ kind: 'sign-out', account }) })
