import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { homeserverYaml } from '../../../main/home-server/configuration.ts'

const state = { serverName: 'home.example', port: 8_123, registrationSecret: 'r', macaroonSecret: 'm', formSecret: 'f' }

const configuration = (testing: boolean): Record<string, unknown> =>
  // Synapse reads YAML, and JSON is YAML.
  JSON.parse(homeserverYaml({ dir: '/tmp/home', state, testing, applicationServices: ['/tmp/bridge.yaml'] }))

describe('the home server’s configuration', () => {
  test('reaches nobody outside this computer, and nobody outside reaches it', () => {
    const { listeners, federation_domain_whitelist, trusted_key_servers, enable_registration } = configuration(false)
    const [listener, ...others] = Array.isArray(listeners) ? listeners : []
    assert.deepEqual(others, [])
    assert.deepEqual([listener.bind_addresses, listener.port, listener.resources[0].names], [['127.0.0.1'], 8_123, ['client']])
    assert.deepEqual([federation_domain_whitelist, trusted_key_servers, enable_registration], [[], [], false])
  })

  test('lifts rate limits for tests only', () => {
    const limits = (testing: boolean): readonly string[] => Object.keys(configuration(testing)).filter((key) => key.startsWith('rc_'))
    assert.deepEqual(limits(false), [])
    assert.ok(limits(true).includes('rc_room_creation'))
  })
})
