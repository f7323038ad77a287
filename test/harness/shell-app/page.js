// The page that stands where the window's own would. It shows that scripts and styles from beside it run, and tries, one step at a time,
// what a page that was taken over would try. Each step gives 'blocked' or 'denied' when it could not.
document.documentElement.dataset.script = 'ran'

/** 'blocked' when the policy says so, 'ran' when the thing happens. */
function violationOr(start) {
  return new Promise((resolve) => {
    const done = (outcome) => {
      document.removeEventListener('securitypolicyviolation', onViolation)
      resolve(outcome)
    }
    const onViolation = () => done('blocked')
    document.addEventListener('securitypolicyviolation', onViolation)
    try {
      Promise.resolve(start(() => done('ran'))).catch(() => undefined)
    } catch {
      // Refused on the spot, as text that would become a script is.
      done('blocked')
    }
  })
}

const refusedText = (run) => {
  try {
    run()
    return 'ran'
  } catch {
    return 'blocked'
  }
}

function element(name, properties, onRun) {
  const made = document.createElement(name)
  if (onRun) made.onload = onRun
  Object.assign(made, properties)
  document.body.append(made)
  return made
}

const drawn = (file) => new Promise((resolve) => {
  const picture = new Image()
  picture.onload = () => resolve(`${picture.naturalWidth} x ${picture.naturalHeight}`)
  picture.onerror = () => resolve('blocked')
  picture.src = `causeway-media://media/${file}`
})

/** The kinds of what the camera gives, after it is off again. */
async function pictureOfCamera() {
  const stream = await navigator.mediaDevices.getUserMedia({ video: true })
  const kinds = stream.getTracks().map((track) => track.kind)
  for (const track of stream.getTracks()) track.stop()
  return kinds.join()
}

const denied = (ask) => Promise.resolve().then(ask).then((value) => `allowed: ${value}`, () => 'denied')

window.steps = {
  'inline scripts of the page': () => {
    const { script, handler } = document.documentElement.dataset
    document.querySelector('#handler').click()
    return script === 'ran' && handler !== 'ran' && !window.inlineRan ? 'blocked' : 'ran'
  },
  'an inline script': () => violationOr(() => {
    const script = document.createElement('script')
    script.append('document.documentElement.dataset.owned = "yes"')
    document.body.append(script)
  }),
  'an inline handler': () => violationOr(() => element('button', {}).setAttribute('onclick', 'document.title = "owned"')),
  'eval': () => refusedText(() => eval('1')),
  'a function from text': () => refusedText(() => new Function('return 1')),
  'markup from text': () => refusedText(() => { document.createElement('div').innerHTML = '<img src=x onerror=alert(1)>' }),
  'a script from elsewhere': () => refusedText(() => element('script', { src: window.strangerUrl })),
  'a script of data': () => refusedText(() => element('script', { src: 'data:text/javascript,1' })),
  'an inline style': () => violationOr(() => {
    const style = document.createElement('style')
    style.append('body { color: red }')
    document.head.append(style)
  }),
  'a picture from elsewhere': () => violationOr((ran) => element('img', { src: window.strangerUrl }, ran)),
  'a request to elsewhere': () => violationOr((ran) => fetch(window.strangerUrl).then(ran)),
  'a socket to elsewhere': () => violationOr((ran) => { new WebSocket(window.strangerUrl.replace('http', 'ws')).onopen = ran }),
  'a beacon': () => violationOr(() => { navigator.sendBeacon(window.strangerUrl) }),
  'a frame': () => violationOr(() => element('iframe', { src: window.strangerUrl })),
  'a frame of the page itself': () => violationOr(() => element('iframe', { src: 'causeway://app/index.html' })),
  'an object': () => violationOr((ran) => element('object', { data: window.strangerUrl }, ran)),
  'a base address': () => violationOr(() => {
    const base = document.createElement('base')
    base.href = window.strangerUrl
    document.head.append(base)
  }),
  'a worker of a blob': () => violationOr((ran) => { new Worker(URL.createObjectURL(new Blob(['1']))).onmessage = ran }),
  'a webview': () => typeof element('webview', { src: 'https://example.org/' }).loadURL === 'function' ? 'ran' : 'blocked',

  'what the page needs': async () => {
    const heading = document.querySelector('h1')
    heading.style.letterSpacing = '3px'
    heading.style.cssText += '; word-spacing: 4px'
    const style = getComputedStyle(heading)
    const picture = new Image()
    picture.src = 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7'
    await picture.decode()
    return [
      document.documentElement.dataset.script === 'ran' && 'script',
      style.color === 'rgb(1, 2, 3)' && 'style',
      style.letterSpacing === '3px' && style.wordSpacing === '4px' && 'styled',
      picture.naturalWidth === 1 && 'picture',
    ].join(' ')
  },

  'notifications': async () => await Notification.requestPermission() === 'denied' ? 'denied' : 'allowed',
  'geolocation': () => new Promise((resolve) => {
    const onError = ({ code, PERMISSION_DENIED }) => resolve(code === PERMISSION_DENIED ? 'denied' : `failed: ${code}`)
    navigator.geolocation.getCurrentPosition(() => resolve('allowed'), onError)
  }),
  'camera and microphone': () => denied(() => navigator.mediaDevices.getUserMedia({ audio: true, video: true })),
  'the camera alone': () => denied(() => pictureOfCamera()),
  'the microphone alone': () => denied(() => navigator.mediaDevices.getUserMedia({ audio: true })),
  'the screen': () => denied(() => navigator.mediaDevices.getDisplayMedia({ video: true })),
  'reading the clipboard': () => denied(() => navigator.clipboard.readText()),
  'MIDI': () => denied(() => navigator.requestMIDIAccess({ sysex: true })),
  'a USB device': () => denied(() => navigator.usb.requestDevice({ filters: [] })),
  'idle detection': () => denied(async () => {
    if (await IdleDetector.requestPermission() !== 'granted') throw new Error('denied')
  }),

  'a picture of a room': () => drawn('image.png'),
  'a drawing of a room': () => drawn('drawing.svg'),
  'a page of a room': () => drawn('page.html'),
  'a missing picture': () => drawn('missing.png'),
  'a sound of a room': () => new Promise((resolve) => {
    const sound = new Audio('causeway-media://media/sound.wav')
    sound.onerror = () => resolve('blocked')
    sound.onloadedmetadata = () => { sound.currentTime = 250 }
    sound.onseeked = () => resolve(`${Math.round(sound.duration)} seconds, at ${Math.round(sound.currentTime)}`)
  }),

  'an address': () => fetch(window.wanted).then(({ status }) => status, () => 'blocked'),
}
