import { HomeserverError } from './errors.ts'

/** The answer; undefined where the server says that there is nothing (`not-found`). */
export async function orNothing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof HomeserverError && error.code === 'not-found') return undefined
    throw error
  }
}
