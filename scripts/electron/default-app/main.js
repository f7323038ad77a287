// What Electron runs when it is started with a folder as its argument, as its own default app does: reads the folder's package.json,
// gives the app its name, version and path, and loads its main file. Only for the stand-in runtime, which comes without a default app.
const { app } = require('electron')
const { join, resolve } = require('node:path')

const given = process.argv.slice(1).find((argument) => !argument.startsWith('-'))
if (given === undefined) {
  process.stderr.write('usage: electron FOLDER [arguments…]\n')
  process.exit(2)
}
const folder = resolve(given)
const manifest = require(join(folder, 'package.json'))
process.defaultApp = true
app.setName(manifest.productName ?? manifest.name)
app.setVersion(manifest.version)
app.setAppPath(folder)
require(join(folder, manifest.main ?? 'index.js'))
