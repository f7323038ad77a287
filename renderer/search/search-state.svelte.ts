/**
 * What is searched for in the account shown, what was found, and which hit one is at. Outlives the panel, so that F3 goes on where the
 * results are closed. The latest question wins; what was found before stays until its answer is here. Owns no DOM and stores nothing.
 */
import { createContext, untrack } from 'svelte'
import type { Failure, RoomId, SearchCoverage, SearchHit, UserId } from '../../preload/contract/index.ts'
import type { Client } from '../bridge/index.ts'
import type { Place } from '../navigation/index.ts'
import { matchedWords } from './matched-words.ts'
import { searchable } from './operators.ts'

export type SearchScope = 'room' | 'all'

type Question = { readonly text: string; readonly roomId: RoomId | null }

export type Answer = {
  readonly question: Question
  readonly hits: readonly SearchHit[]
  readonly next: string | null
  readonly coverage: SearchCoverage
}

type Parts = {
  readonly client: Client
  readonly place: Place
  readonly account: UserId
  /** There is room for the panel beside a conversation. */
  readonly isRoomy: () => boolean
  /** There is no hit further on in this direction. */
  readonly onEnd: (direction: 'older' | 'newer') => void
}

const debounceMs = 120
const pageSize = 30
/** The most that one answer may hold (the contract's limit). */
const mostHits = 200
const mostRecent = 8
/** While the index is being made, what it finds meanwhile is asked for again so often. */
const indexingMs = 2000

export class SearchState {
  readonly #parts: Parts
  #asked: Question = { text: '', roomId: null }
  #latest: Promise<void> = Promise.resolve()
  /** One step after the other, however fast the key is pressed. */
  #steps: Promise<void> = Promise.resolve()
  #newest = 0
  #answer = $state.raw<Answer | null>(null)
  #failure = $state.raw<Failure | null>(null)
  #isAsking = $state(false)
  #fetching = $state.raw<Promise<void> | null>(null)
  #current = $state<string | null>(null)
  #recent = $state.raw<readonly string[]>([])
  #summons = $state(0)
  /** The panel gave way to the message that was jumped to. */
  #gaveWay = false
  text = $state('')
  scope = $state<SearchScope>('room')

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** The room that is searched; null: all of them. */
  get roomId(): RoomId | null {
    return this.scope === 'all' ? null : this.#parts.place.roomId
  }

  get answer(): Answer | null {
    return this.#answer
  }

  get hits(): readonly SearchHit[] {
    return this.#answer?.hits ?? []
  }

  /** Why the last question has no answer. */
  get failure(): Failure | null {
    return this.#failure
  }

  get isAsking(): boolean {
    return this.#isAsking
  }

  /** Older hits are on their way. */
  get isFetching(): boolean {
    return this.#fetching !== null
  }

  /** Key of the hit that was jumped to. */
  get current(): string | null {
    return this.#current
  }

  /** What was searched for since the window opened, newest first. */
  get recent(): readonly string[] {
    return this.#recent
  }

  /** Changes when the field is to be written in. */
  get summons(): number {
    return this.#summons
  }

  /** Whether the focus goes back to where it was before the panel, and not to the message. */
  get givesFocusBack(): boolean {
    return !this.#gaveWay
  }

  /** Opens the panel, or takes the user to its field. */
  open(scope: SearchScope, text?: string): void {
    this.scope = scope
    if (text !== undefined) this.text = text
    this.#parts.place.panel = 'search'
    this.#gaveWay = false
    this.#summons += 1
  }

  close(): void {
    if (this.#parts.place.panel === 'search') this.#parts.place.panel = null
  }

  /** To be called in an effect while the panel is there: asks for what is typed, and takes that back when something else is. */
  follow(): () => void {
    const question = this.#question()
    const wait = question.text !== '' && question.text !== untrack(() => this.#asked.text) ? debounceMs : 0
    const timer = setTimeout(() => void this.#ask(question), wait)
    return () => clearTimeout(timer)
  }

  /** To be called in an effect while the panel is there: what the index has meanwhile. */
  followIndexing(): (() => void) | undefined {
    if (this.#answer === null || this.#answer.coverage.indexing === null) return undefined
    const timer = setTimeout(() => void this.#ask(untrack(() => this.#question())), indexingMs)
    return () => clearTimeout(timer)
  }

  retry(): void {
    void this.#ask(this.#question())
  }

  /** Fetches older hits; whoever asks meanwhile waits for the same ones. */
  more(): Promise<void> {
    const answer = this.#answer
    if (answer === null || answer.next === null) return Promise.resolve()
    this.#fetching ??= this.#fetch(answer, answer.next).finally(() => { this.#fetching = null })
    return this.#fetching
  }

  /** Goes to the next hit, older (1) or newer (-1), from the one that one is at; first to the newest. */
  step(by: 1 | -1): Promise<void> {
    this.#steps = this.#steps.then(() => this.#step(by))
    return this.#steps
  }

  async #step(by: 1 | -1): Promise<void> {
    const question = this.#question()
    if (question.text === '') return this.open(this.#parts.place.roomId === null ? 'all' : this.scope)
    if (!isSame(question, this.#asked)) void this.#ask(question)
    await this.#latest
    const at = this.hits.findIndex(({ key }) => key === this.#current)
    const next = at === -1 ? 0 : at + by
    // A fetch that another answer overtook brought nothing, and is made again.
    let asked: Answer | null = null
    while (next >= this.hits.length && this.#answer !== asked) {
      asked = this.#answer
      await this.more()
    }
    const hit = this.hits[next]
    if (hit === undefined) this.#parts.onEnd(by === 1 ? 'older' : 'newer')
    else this.goTo(hit)
  }

  goTo(hit: SearchHit): void {
    const { place, isRoomy } = this.#parts
    this.#current = hit.key
    this.#remember(this.#asked.text)
    place.openRoom(hit.roomId, hit.eventId, matchedWords(hit.snippet))
    if (isRoomy()) return
    this.#gaveWay = true
    this.close()
  }

  #question(): Question {
    return { text: searchable(this.text), roomId: this.roomId }
  }

  #ask(question: Question): Promise<void> {
    const isAgain = isSame(question, this.#asked)
    this.#asked = question
    this.#latest = this.#take(question, isAgain ? Math.min(mostHits, Math.max(pageSize, this.hits.length)) : pageSize)
    return this.#latest
  }

  async #take(question: Question, limit: number): Promise<void> {
    this.#newest += 1
    const mine = this.#newest
    if (question.text === '') {
      this.#answer = null
      this.#failure = null
      this.#isAsking = false
      return
    }
    this.#isAsking = true
    const outcome = await this.#search(question, limit)
    if (mine !== this.#newest) return
    this.#isAsking = false
    this.#failure = outcome.ok ? null : outcome.failure
    if (outcome.ok) this.#answer = { question, ...outcome.value }
  }

  async #fetch(answer: Answer, before: string): Promise<void> {
    const outcome = await this.#search(answer.question, pageSize, before)
    if (this.#answer !== answer) return
    if (outcome.ok) this.#answer = { ...outcome.value, question: answer.question, hits: [...answer.hits, ...outcome.value.hits] }
    else this.#failure = outcome.failure
  }

  #search({ text, roomId }: Question, limit: number, before?: string) {
    const { client, account } = this.#parts
    return client.call('search.messages', {
      account, query: text, limit, ...(roomId === null ? {} : { roomId }), ...(before === undefined ? {} : { before }),
    })
  }

  #remember(text: string): void {
    this.#recent = [text, ...this.#recent.filter((one) => one !== text)].slice(0, mostRecent)
  }
}

function isSame(one: Question, other: Question): boolean {
  return one.text === other.text && one.roomId === other.roomId
}

const [search, provideSearch] = createContext<SearchState>()

export { search as useSearch, provideSearch }
