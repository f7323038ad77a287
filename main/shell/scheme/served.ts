/** What a scheme is asked for. `range` is the Range header's value, where there is one. */
export type Asked = { readonly url: string; readonly method: string; readonly range: string | undefined }

/** What a scheme answers, in a form that every version of Electron can be given. */
export type Served = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** Whole, or read piece by piece, as fast as the window takes it. Null: nothing but the headers. */
  readonly body: Uint8Array<ArrayBuffer> | AsyncIterable<Uint8Array> | null
}

/** An answer without a body. Never kept: what failed may work the next time. */
export const refused = (status: number, headers: Readonly<Record<string, string>> = {}): Served => ({
  status,
  headers: { 'cache-control': 'no-store', ...headers },
  body: null,
})
