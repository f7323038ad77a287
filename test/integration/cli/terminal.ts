import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Person } from '../../harness/person.ts'
import { tempFolderFor } from '../../harness/temp-folder.ts'

const entry = fileURLToPath(new URL('../../../main/cli/index.ts', import.meta.url))

export type Ended = {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
  /** The document on standard output. */
  readonly json: unknown
  /** With --json: the error's code. */
  readonly errorCode: unknown
}

export type Running = {
  readonly process: ChildProcessByStdio<Writable, Readable, Readable>
  /** Lines of standard output so far. */
  readonly lines: readonly string[]
  /** Resolves when a line satisfies the condition; rejects when the program ends before. */
  untilLine(condition: (line: string) => boolean): Promise<string>
  readonly ended: Promise<Ended>
}

export type StartOptions = { readonly passphrase?: string; readonly env?: Readonly<Record<string, string>> }

/** `causeway` on a profile of its own, as a program of its own. */
export class Terminal {
  readonly dir: string
  readonly #test: TestContext

  private constructor(dir: string, test: TestContext) {
    this.dir = dir
    this.#test = test
  }

  static async open(test: TestContext): Promise<Terminal> {
    return new Terminal(await tempFolderFor(test), test)
  }

  /** A terminal at which somebody is signed in. `url`: where they believe their homeserver to be. */
  static async signedIn(test: TestContext, person: Person, url = person.url): Promise<Terminal> {
    const terminal = await Terminal.open(test)
    await terminal.signIn(person, url)
    return terminal
  }

  async signIn(person: Person, url = person.url): Promise<void> {
    const { status, stderr } = await this.run(
      ['login', '--homeserver', url, '--user', person.localpart, '--password-stdin'], person.password,
    )
    if (status !== 0) throw new Error(`Signing in failed: ${stderr}`)
  }

  /** Runs a command with --json to its end. */
  run(args: readonly string[], stdin = ''): Promise<Ended> {
    const running = this.start([...args, '--json'])
    running.process.stdin.end(stdin)
    return running.ended
  }

  /** Runs a command with --json that must succeed, and gives its document. */
  async json<T = unknown>(...args: readonly string[]): Promise<T> {
    const { status, json, stderr } = await this.run(args)
    if (status !== 0) throw new Error(`causeway ${args.join(' ')} ended with ${status}: ${stderr}`)
    return json as T
  }

  /** Starts a command; it is ended with the test. */
  start(args: readonly string[], { passphrase = 'correct horse', env = {} }: StartOptions = {}): Running {
    const all = [entry, '--profile', this.dir, '--key', 'env:TEST_PASSPHRASE', ...args]
    const child = spawn(process.execPath, all, { stdio: 'pipe', env: { ...process.env, TEST_PASSPHRASE: passphrase, ...env } })
    this.#test.after(async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGKILL')
      await once(child, 'exit')
    })
    return follow(child)
  }
}

function follow(child: ChildProcessByStdio<Writable, Readable, Readable>): Running {
  let [stdout, stderr] = ['', '']
  const lines: string[] = []
  const listeners = new Set<() => void>()
  // A program that ends early leaves nobody to read what it was given.
  child.stdin.on('error', () => undefined)
  child.stderr.setEncoding('utf8').on('data', (piece: string) => { stderr += piece })
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    stdout += piece
    lines.splice(0, lines.length, ...stdout.split('\n').slice(0, -1))
    for (const listener of [...listeners]) listener()
  })
  const ended = once(child, 'close').then(([status]): Ended => ({
    status: status as number | null, stdout, stderr, json: parsed(stdout),
    errorCode: (parsed(stderr) as { error?: { code?: unknown } } | undefined)?.error?.code,
  }))
  return {
    process: child,
    lines,
    ended,
    untilLine: (condition) => new Promise((resolve, reject) => {
      const look = () => {
        const found = lines.find(condition)
        if (found === undefined) return
        listeners.delete(look)
        resolve(found)
      }
      listeners.add(look)
      void ended.then(() => {
        look()
        if (listeners.has(look)) reject(new Error(`It ended before: ${stdout}\n${stderr}`))
      })
      look()
    }),
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
