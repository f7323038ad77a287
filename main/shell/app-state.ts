import type { AppRow } from '../../preload/contract/index.ts'
import { Emitter } from '../engine/base/emitter.ts'
import type { Log } from '../engine/base/log.ts'
import type { EngineStatus } from './engine/engine-status.ts'

export type Program = Pick<AppRow, 'version' | 'platform' | 'isStandInRuntime'>

/** What the `app` view shows: it is there while the engine is not. */
export class AppState {
  readonly onRow: Emitter<AppRow>
  readonly #program: Program
  #row: AppRow

  constructor(program: Program, status: EngineStatus, log: Log) {
    this.#program = program
    this.#row = rowOf(program, status)
    this.onRow = new Emitter(log)
  }

  get row(): AppRow {
    return this.#row
  }

  update(status: EngineStatus): void {
    this.#row = rowOf(this.#program, status)
    this.onRow.emit(this.#row)
  }
}

function rowOf(program: Program, status: EngineStatus): AppRow {
  return {
    key: 'app',
    ...program,
    // The program ends: whatever window is still there should wait, not complain.
    engine: status.engine === 'stopped' ? 'restarting' : status.engine,
    lock: status.engine === 'locked' ? status.lock : null,
    message: status.engine === 'failed' ? status.message : null,
  }
}
