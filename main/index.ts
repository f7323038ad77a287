// Electron's entry. Built to dist/main/index.cjs, so the builds of the other sides are found beside it.
import { dirname } from 'node:path'
import { start } from './shell/start.ts'

start(dirname(__dirname))
