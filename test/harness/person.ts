// Somebody on the other side: a person with an ordinary account, as seen through plain HTTP. Tests and the demo use it to make what our
// own client must cope with, so it shares no code with that client and never retries.
export type Json = { readonly [key: string]: unknown }

export type PersonOptions = {
  readonly url: string
  readonly userId: string
  readonly password: string
  readonly accessToken: string
  readonly deviceId: string
}

export type RoomOptions = {
  readonly name?: string
  readonly topic?: string
  readonly preset?: 'public_chat' | 'private_chat' | 'trusted_private_chat'
  readonly invite?: readonly string[]
  readonly isDirect?: boolean
  readonly isSpace?: boolean
  readonly alias?: string
  readonly initialState?: readonly Json[]
}

/** The server refused; `status` and the Matrix error code say how. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: number
  readonly errcode: string

  constructor(request: string, status: number, body: Json) {
    super(`${request}: ${status} ${JSON.stringify(body)}`)
    this.status = status
    this.errcode = typeof body['errcode'] === 'string' ? body['errcode'] : ''
  }
}

export class Person {
  readonly url: string
  readonly userId: string
  readonly password: string
  readonly accessToken: string
  readonly deviceId: string
  #transaction = 0
  #position: string | null = null

  constructor({ url, userId, password, accessToken, deviceId }: PersonOptions) {
    this.url = url
    this.userId = userId
    this.password = password
    this.accessToken = accessToken
    this.deviceId = deviceId
  }

  /** Signs somebody in who has an account: on a new device, or on the one with this id. */
  static async signIn(url: string, name: string, password: string, deviceId?: string): Promise<Person> {
    const identifier = { type: 'm.id.user', user: name }
    const response = await fetch(`${url}/_matrix/client/v3/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ type: 'm.login.password', identifier, password, device_id: deviceId }),
    })
    const answer: Json = await response.json()
    if (!response.ok) throw new Refusal('POST /login', response.status, answer)
    return new Person({
      url,
      password,
      userId: text(answer, 'user_id'),
      accessToken: text(answer, 'access_token'),
      deviceId: text(answer, 'device_id'),
    })
  }

  /** The part of the user id that signs in. */
  get localpart(): string {
    return this.userId.slice(1, this.userId.indexOf(':'))
  }

  /** Any request; `path` begins with a slash, after `/_matrix/client/v3` unless it names another prefix. */
  async request(method: string, path: string, body?: Json, signal?: AbortSignal): Promise<Json> {
    const response = await fetch(`${this.url}${path.startsWith('/_') ? path : `/_matrix/client/v3${path}`}`, {
      method,
      headers: { authorization: `Bearer ${this.accessToken}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    })
    const answer: Json = await response.json()
    if (!response.ok) throw new Refusal(`${method} ${path}`, response.status, answer)
    return answer
  }

  async createRoom(options: RoomOptions = {}): Promise<string> {
    const { name, topic, preset = 'private_chat', invite = [], isDirect = false, isSpace = false, alias, initialState = [] } = options
    const answer = await this.request('POST', '/createRoom', {
      preset,
      invite,
      is_direct: isDirect,
      initial_state: initialState,
      ...(name === undefined ? {} : { name }),
      ...(topic === undefined ? {} : { topic }),
      ...(alias === undefined ? {} : { room_alias_name: alias }),
      ...(isSpace ? { creation_content: { type: 'm.space' } } : {}),
    })
    return text(answer, 'room_id')
  }

  async join(roomIdOrAlias: string): Promise<void> {
    await this.request('POST', `/join/${encodeURIComponent(roomIdOrAlias)}`, {})
  }

  async invite(roomId: string, userId: string): Promise<void> {
    await this.request('POST', `${room(roomId)}/invite`, { user_id: userId })
  }

  async leave(roomId: string): Promise<void> {
    await this.request('POST', `${room(roomId)}/leave`, {})
  }

  /** Sends an event and gives its id. */
  async send(roomId: string, type: string, content: Json): Promise<string> {
    this.#transaction += 1
    const transactionId = `${process.pid}.${Date.now()}.${this.#transaction}`
    const path = `${room(roomId)}/send/${encodeURIComponent(type)}/${transactionId}`
    return text(await this.request('PUT', path, content), 'event_id')
  }

  say(roomId: string, body: string): Promise<string> {
    return this.send(roomId, 'm.room.message', { msgtype: 'm.text', body })
  }

  reply(roomId: string, eventId: string, body: string): Promise<string> {
    const relation = { 'm.in_reply_to': { event_id: eventId } }
    return this.send(roomId, 'm.room.message', { msgtype: 'm.text', body, 'm.relates_to': relation })
  }

  edit(roomId: string, eventId: string, body: string): Promise<string> {
    return this.send(roomId, 'm.room.message', {
      msgtype: 'm.text',
      body: `* ${body}`,
      'm.new_content': { msgtype: 'm.text', body },
      'm.relates_to': { rel_type: 'm.replace', event_id: eventId },
    })
  }

  react(roomId: string, eventId: string, key: string): Promise<string> {
    return this.send(roomId, 'm.reaction', { 'm.relates_to': { rel_type: 'm.annotation', event_id: eventId, key } })
  }

  async redact(roomId: string, eventId: string, reason?: string): Promise<string> {
    this.#transaction += 1
    const path = `${room(roomId)}/redact/${encodeURIComponent(eventId)}/${process.pid}.${Date.now()}.${this.#transaction}`
    return text(await this.request('PUT', path, reason === undefined ? {} : { reason }), 'event_id')
  }

  async setState(roomId: string, type: string, stateKey: string, content: Json): Promise<string> {
    const path = `${room(roomId)}/state/${encodeURIComponent(type)}/${encodeURIComponent(stateKey)}`
    return text(await this.request('PUT', path, content), 'event_id')
  }

  async setDisplayName(name: string): Promise<void> {
    await this.request('PUT', `/profile/${encodeURIComponent(this.userId)}/displayname`, { displayname: name })
  }

  async setAvatar(mxc: string): Promise<void> {
    await this.request('PUT', `/profile/${encodeURIComponent(this.userId)}/avatar_url`, { avatar_url: mxc })
  }

  async setAccountData(type: string, content: Json, roomId?: string): Promise<void> {
    const scope = roomId === undefined ? '' : `/rooms/${encodeURIComponent(roomId)}`
    await this.request('PUT', `/user/${encodeURIComponent(this.userId)}${scope}/account_data/${encodeURIComponent(type)}`, content)
  }

  /** Reads up to an event: a public receipt. */
  async read(roomId: string, eventId: string): Promise<void> {
    await this.request('POST', `${room(roomId)}/receipt/m.read/${encodeURIComponent(eventId)}`, {})
  }

  async type(roomId: string, isTyping: boolean): Promise<void> {
    const path = `${room(roomId)}/typing/${encodeURIComponent(this.userId)}`
    await this.request('PUT', path, isTyping ? { typing: true, timeout: 10_000 } : { typing: false })
  }

  /** Uploads bytes and gives their `mxc:` address. */
  async upload(bytes: Uint8Array<ArrayBuffer>, mimetype: string, name: string): Promise<string> {
    const response = await fetch(`${this.url}/_matrix/media/v3/upload?filename=${encodeURIComponent(name)}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.accessToken}`, 'content-type': mimetype },
      body: bytes,
    })
    const answer: Json = await response.json()
    if (!response.ok) throw new Refusal('POST upload', response.status, answer)
    return text(answer, 'content_uri')
  }

  /** The bytes behind an `mxc:` address. */
  async download(mxc: string): Promise<Uint8Array> {
    const path = `/_matrix/client/v1/media/download/${mxc.slice('mxc://'.length)}`
    const response = await fetch(`${this.url}${path}`, { headers: { authorization: `Bearer ${this.accessToken}` } })
    if (!response.ok) throw new Refusal(`GET ${path}`, response.status, {})
    return new Uint8Array(await response.arrayBuffer())
  }

  /** The newest events of a room, oldest first. */
  async timeline(roomId: string, limit = 50): Promise<readonly Json[]> {
    const { chunk } = await this.request('GET', `${room(roomId)}/messages?dir=b&limit=${limit}`)
    return Array.isArray(chunk) ? chunk.reverse() : []
  }

  /** Waits until the newest events of a room satisfy `condition`, and gives them; fails after `patienceMs`. */
  async untilTimeline(roomId: string, condition: (events: readonly Json[]) => boolean, patienceMs = 20_000): Promise<readonly Json[]> {
    const deadline = Date.now() + patienceMs
    let position = await this.#sync(roomId, null, 0)
    for (;;) {
      const events = await this.timeline(roomId)
      if (condition(events)) return events
      const left = deadline - Date.now()
      if (left <= 0) throw new Error(`${this.userId} waited in vain; the room holds ${JSON.stringify(events, null, 1)}`)
      position = await this.#sync(roomId, position, left)
    }
  }

  /** Waits for news in a room, half a minute at most, and gives the newest events, oldest first. */
  async nextEvents(roomId: string, signal?: AbortSignal): Promise<readonly Json[]> {
    this.#position = await this.#sync(roomId, this.#position, this.#position === null ? 0 : 30_000, signal)
    return this.timeline(roomId, 10)
  }

  /** Gives the position after `since`, as soon as there is news in the room or `timeoutMs` have passed. */
  async #sync(roomId: string, since: string | null, timeoutMs: number, signal?: AbortSignal): Promise<string> {
    const filter = JSON.stringify({
      presence: { types: [] },
      account_data: { types: [] },
      room: { rooms: [roomId], ephemeral: { types: [] } },
    })
    const query = new URLSearchParams({ filter, timeout: String(timeoutMs), ...(since === null ? {} : { since }) })
    return text(await this.request('GET', `/sync?${query}`, undefined, signal), 'next_batch')
  }
}

function room(roomId: string): string {
  return `/rooms/${encodeURIComponent(roomId)}`
}

function text(answer: Json, key: string): string {
  const value = answer[key]
  if (typeof value !== 'string') throw new Error(`The server's answer has no ${key}`)
  return value
}
