import type { HomeServer } from '../../../main/home-server/index.ts'
import { Person } from '../../../test/harness/person.ts'
import { portraitOf, type Gallery } from '../pictures/gallery.ts'
import { CAST, PEOPLE, type PersonName } from './cast.ts'

/** Everybody's password, so that one may look at the world through anybody's eyes. */
export const PASSWORD = 'causeway'

/** The device of each of the people on which they have their keys. */
export const HOME_DEVICE = 'HOME'

/** Finds one of the people. */
export type Inhabitants = (name: PersonName) => Person

/** Makes an account for each of the cast, signed in at home. */
export async function settle(server: HomeServer, url: string): Promise<Inhabitants> {
  for (const name of PEOPLE) {
    const first = new Person({ url, password: PASSWORD, ...(await server.register(name, PASSWORD)) })
    await first.request('POST', '/logout', {})
  }
  return wakeUp(url, PEOPLE)
}

/** Signs these people in on a world that exists: always on the same device, whose keys `openSeals` keeps. */
export async function wakeUp(url: string, names: readonly PersonName[]): Promise<Inhabitants> {
  const people = new Map<PersonName, Person>()
  for (const name of names) people.set(name, await Person.signIn(url, name, PASSWORD, HOME_DEVICE))
  return lookUp(people)
}

/** Gives them their names and faces. */
export async function introduce(people: Inhabitants, gallery: Gallery): Promise<void> {
  for (const key of PEOPLE) {
    await people(key).setDisplayName(CAST[key].name)
    await people(key).setAvatar(await uploadFrom(people(key), gallery, portraitOf(key)))
  }
}

/** Uploads a picture of the gallery as `person`; gives its `mxc:` address. */
export async function uploadFrom(person: Person, gallery: Gallery, name: string): Promise<string> {
  const picture = gallery.get(name)
  if (picture === undefined) throw new Error(`There is no picture named "${name}"`)
  return person.upload(picture.bytes, 'image/png', `${name}.png`)
}

function lookUp(people: ReadonlyMap<PersonName, Person>): Inhabitants {
  return (name) => {
    const found = people.get(name)
    if (found === undefined) throw new Error(`${name} does not live here`)
    return found
  }
}
