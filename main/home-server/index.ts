// The door to the home server on this computer. The installation's own means are let out too: set-up scripts use the same ones.
export { cacheFolder } from './cache-folder.ts'
export { CommandError, runCommand } from './command.ts'
export { HomeServerError, type HomeServerErrorCode } from './home-server-error.ts'
export { openHomeServer, type HomeServer, type HomeServerOptions, type HomeServerStatus } from './home-server.ts'
export { ensureSynapse } from './installation.ts'
export { freePort } from './port.ts'
export { findPython } from './python.ts'
export type { RegisteredAccount } from './accounts.ts'
