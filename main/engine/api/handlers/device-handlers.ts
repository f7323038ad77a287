import type { EncryptionCalls } from '../../../../preload/contract/calls/encryption-calls.ts'
import { listDeviceRows } from '../../account/device-rows.ts'
import type { HandlersOf } from '../answer-call.ts'
import type { HandlerContext } from './handler-context.ts'

type DeviceCalls = Pick<EncryptionCalls, 'device.list' | 'device.rename' | 'device.signOut'>

export const deviceHandlers = ({ profile }: HandlerContext): HandlersOf<DeviceCalls> => ({
  'device.list': ({ account }) => listDeviceRows(profile.account(account)),
  'device.rename': async ({ account, deviceId, name }) => {
    await profile.account(account).parts.encryption.devices.rename(deviceId, name)
    return {}
  },
  'device.signOut': async ({ account, deviceIds, password }) => {
    await profile.account(account).parts.encryption.devices.signOut(deviceIds, password)
    return {}
  },
})
