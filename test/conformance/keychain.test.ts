import { memoryKeychain } from '../../main/keychain/index.ts'
import { keychainSuite } from './keychain-suite.ts'

const keychain = memoryKeychain()
keychainSuite('in memory', () => keychain)
