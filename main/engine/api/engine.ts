import type { Clock } from '../base/clock.ts'
import type { Disposable } from '../base/disposable.ts'
import type { Log } from '../base/log.ts'
import { Profile, type ProfileOptions } from '../account/profile.ts'
import { SignIn } from '../account/sign-in.ts'
import { firstScreen } from '../views/first-screen.ts'
import { Frames } from '../views/frames.ts'
import { viewOpeners } from '../views/index.ts'
import type { ViewOpeners } from '../views/view-openers.ts'
import { answerWith, type AnswerCall } from './answer-call.ts'
import type { Channel } from './channel.ts'
import { handlersOf } from './handlers/index.ts'
import { aboutMethod, type AboutOwner } from './owner.ts'
import { RpcServer, type PrivateMethod } from './rpc-server.ts'
import { listenForChannels } from './socket.ts'
import { Watches } from './watches.ts'

/** Requests under way get this long to end before their channel is closed over them: while a person waits for the window to go, and where nobody does. */
const drainMs = { live: 5_000, quiet: 30_000 }

/** `waitsForScreen`: accounts begin their work when a first screen has been drawn, and leave the processor to it until then. */
type EngineOptions = Omit<ProfileOptions, 'liveAfter' | 'untilDrawn'> & { readonly waitsForScreen?: boolean }

type Begun = { readonly profile: Profile; readonly frames: Frames; readonly end: AbortController }

/** An open profile that serves the contract to any number of channels. */
export class Engine implements Disposable {
  readonly profile: Profile
  readonly #answerCall: AnswerCall
  readonly #openers: ViewOpeners
  readonly #frames: Frames
  readonly #clock: Clock
  readonly #drainMs: number
  readonly #log: Log
  // Aborted when nothing is to begin any more.
  readonly #end: AbortController
  readonly #servers = new Set<RpcServer>()
  #listener: Disposable | undefined

  private constructor({ profile, frames, end }: Begun, { clock, log, mode }: EngineOptions) {
    this.profile = profile
    this.#frames = frames
    this.#end = end
    this.#drainMs = drainMs[mode]
    this.#clock = clock
    this.#log = log.child('api')
    this.#answerCall = answerWith(handlersOf({ profile, signIn: new SignIn({ profile, clock, log }), clock, log: this.#log }))
    this.#openers = viewOpeners(profile, { clock, log: log.child('views') })
  }

  /** Throws `StoreError` when the profile cannot be opened. Whoever opens it holds its lock. */
  static async open({ waitsForScreen = false, ...options }: EngineOptions): Promise<Engine> {
    const { clock, log } = options
    const frames = new Frames({ clock, log: log.child('api') })
    const end = new AbortController()
    const untilDrawn = waitsForScreen ? (signal: AbortSignal) => firstScreen({ frames, clock, signal }) : undefined
    const liveAfter = untilDrawn?.(end.signal)
    // Whoever waits hears of it; without accounts nobody does.
    liveAfter?.catch(() => undefined)
    try {
      return new Engine({ profile: await Profile.open({ ...options, liveAfter, untilDrawn }), frames, end }, options)
    } catch (error) {
      end.abort()
      throw error
    }
  }

  /** Serves a channel until it is closed. */
  serve(channel: Channel, privateMethods?: ReadonlyMap<string, PrivateMethod>): RpcServer {
    const watches = new Watches({ channel, openers: this.#openers, frames: this.#frames, log: this.#log })
    const server = new RpcServer({
      channel, watches, answerCall: this.#answerCall, log: this.#log, ...(privateMethods !== undefined && { privateMethods }),
    })
    this.#servers.add(server)
    void server.closed.then(() => this.#servers.delete(server))
    return server
  }

  /** Lets other programs of this user reach the profile over a socket in its folder, and tells them `about` itself. */
  async listen(dir: string, about: AboutOwner): Promise<void> {
    const methods = new Map<string, PrivateMethod>([[aboutMethod, () => about]])
    this.#listener = await listenForChannels(dir, (channel) => this.serve(channel, methods))
  }

  /** Answers what is under way, closes all channels, and ends the work of all accounts; everything is on the disk then. */
  async dispose(): Promise<void> {
    this.#end.abort()
    await this.#listener?.dispose()
    await this.#drain()
    this.#frames.dispose()
    await this.profile.dispose()
  }

  async #drain(): Promise<void> {
    const servers = [...this.#servers]
    const drained = new AbortController()
    const tooLong = this.#clock.sleep(this.#drainMs, drained.signal).catch(() => undefined)
    await Promise.race([Promise.all(servers.map((server) => server.leave())), tooLong])
    drained.abort()
    for (const server of servers) server.cut()
  }
}
