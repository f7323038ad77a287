// `node test/harness/homeserver/main.ts '{"rooms":10000,"events":1000000}'`: the synthetic homeserver as a program. Prints its address, and
// then serves until it is ended. The options are those of `SyntheticHomeserver.open`.
import { endWithParent } from '../end-with-parent.ts'
import { SyntheticHomeserver, type HomeserverOptions } from './server/homeserver.ts'

endWithParent()
const options: HomeserverOptions = JSON.parse(process.argv[2] ?? '{}')
const homeserver = await SyntheticHomeserver.open(options)
process.stdout.write(`${homeserver.url}\n`)
process.once('SIGTERM', () => void homeserver.dispose())
