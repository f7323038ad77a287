// Synapse's configuration. It reads YAML, of which JSON is a part, so no YAML has to be written.
import { join } from 'node:path'
import type { ServerState } from './state.ts'

export type ConfigurationOptions = {
  /** Where the database, the media, the keys and the log are. */
  readonly dir: string
  readonly state: ServerState
  /** Lifts every rate limit and hashes passwords cheaply: for tests and made-up worlds, which do in seconds what people do in weeks. */
  readonly testing: boolean
  /** Registration files of the application services it works with. */
  readonly applicationServices: readonly string[]
}

export const configurationFile = (dir: string): string => join(dir, 'homeserver.yaml')
export const logConfigurationFile = (dir: string): string => join(dir, 'log.yaml')
export const signingKeyFile = (dir: string): string => join(dir, 'signing.key')
export const logFile = (dir: string): string => join(dir, 'homeserver.log')

/** The text of `homeserver.yaml`: reachable from this computer only, no federation, accounts made by shared secret. */
export function homeserverYaml({ dir, state, testing, applicationServices }: ConfigurationOptions): string {
  return toYaml({
    server_name: state.serverName,
    public_baseurl: urlOf(state.port),
    listeners: [
      {
        port: state.port,
        bind_addresses: ['127.0.0.1'],
        type: 'http',
        tls: false,
        resources: [{ names: ['client'], compress: false }],
      },
    ],
    database: { name: 'sqlite3', args: { database: join(dir, 'homeserver.db') } },
    media_store_path: join(dir, 'media'),
    max_upload_size: '100M',
    signing_key_path: signingKeyFile(dir),
    log_config: logConfigurationFile(dir),
    registration_shared_secret: state.registrationSecret,
    macaroon_secret_key: state.macaroonSecret,
    form_secret: state.formSecret,
    enable_registration: false,
    report_stats: false,
    // Nothing outside this computer is asked for anything.
    trusted_key_servers: [],
    suppress_key_server_warning: true,
    federation_domain_whitelist: [],
    // People on one small server may find each other without sharing a room first.
    user_directory: { enabled: true, search_all_users: true },
    max_event_delay_duration: '30d',
    presence: { enabled: true },
    app_service_config_files: applicationServices,
    ...(testing ? { ...unlimited, bcrypt_rounds: 4 } : {}),
  })
}

/** The text of Synapse's logging configuration: warnings, in one file that is turned over at a megabyte. */
export function logYaml(dir: string): string {
  return toYaml({
    version: 1,
    formatters: { plain: { format: '%(asctime)s %(name)s %(levelname)s %(message)s' } },
    handlers: {
      file: {
        class: 'logging.handlers.RotatingFileHandler',
        formatter: 'plain',
        filename: logFile(dir),
        maxBytes: 1_000_000,
        backupCount: 1,
        encoding: 'utf8',
      },
    },
    root: { level: 'WARNING', handlers: ['file'] },
    disable_existing_loggers: false,
  })
}

export function urlOf(port: number): string {
  return `http://127.0.0.1:${port}`
}

const noLimit = { per_second: 100_000, burst_count: 100_000 }

const unlimited = {
  rc_message: noLimit,
  rc_registration: noLimit,
  rc_registration_token_validity: noLimit,
  rc_login: { address: noLimit, account: noLimit, failed_attempts: noLimit },
  rc_admin_redaction: noLimit,
  rc_joins: { local: noLimit, remote: noLimit },
  rc_joins_per_room: noLimit,
  rc_invites: { per_room: noLimit, per_user: noLimit, per_issuer: noLimit },
  rc_room_creation: noLimit,
  rc_3pid_validation: noLimit,
  rc_third_party_invite: noLimit,
  rc_media_create: noLimit,
  rc_remote_media_downloads: noLimit,
  rc_key_requests: noLimit,
  rc_presence: { per_user: noLimit },
  rc_delayed_event_mgmt: noLimit,
  rc_reports: noLimit,
  rc_user_directory: noLimit,
  rc_profile: noLimit,
}

function toYaml(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
