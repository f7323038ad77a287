/** Builds the scripted page exactly as the real one is built, from another root. */
import { defineConfig, mergeConfig } from 'vite'
import real from '../../../renderer/vite.config.ts'

export default mergeConfig(real, defineConfig({ root: import.meta.dirname }))
