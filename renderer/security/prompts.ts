import type { DeviceRow, UserId } from '../../preload/contract/index.ts'
import { dialogOf, type Step } from './next-step.ts'

type StepPrompt = Exclude<Step, 'unknown' | 'none' | 'broken'>

/** Something to be said beside the room list. `name` is what it is remembered by once it was put away; null: it cannot be put away. */
export type Prompt =
  | { readonly kind: StepPrompt; readonly name: string | null; readonly dialog: NonNullable<ReturnType<typeof dialogOf>> }
  | { readonly kind: 'broken'; readonly name: null }
  | { readonly kind: 'new-device'; readonly name: string; readonly device: DeviceRow }

type Known = {
  readonly account: UserId
  readonly step: Step
  readonly devices: readonly DeviceRow[]
  readonly dismissed: readonly string[]
}

/** The most important thing that was not put away; one at a time. */
export function promptOf({ account, step, devices, dismissed }: Known): Prompt | null {
  if (step === 'broken') return { kind: step, name: null }
  if (step !== 'unknown' && step !== 'none') {
    const name = step === 'finish' ? null : `${step} ${account}`
    const dialog = dialogOf(step)
    if (dialog !== null && (name === null || !dismissed.includes(name))) return { kind: step, name, dialog }
  }
  const nameOf = (device: DeviceRow): string => `device ${device.deviceId} ${account}`
  const device = devices.find((one) => !one.isCurrent && one.trust === 'unverified' && !dismissed.includes(nameOf(one)))
  return device === undefined ? null : { kind: 'new-device', name: nameOf(device), device }
}

const mostKept = 200

/** What was put away, with one more; the oldest are forgotten in the end, and asked about again. */
export function dismissedWith(dismissed: readonly string[], name: string): readonly string[] {
  return [...dismissed.filter((one) => one !== name), name].slice(-mostKept)
}
