// The program under test: one demo city in a folder of its own, on a free port, stopped afterwards.
import { execFile, spawn } from 'node:child_process'
import { access, cp, mkdtemp, rename, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const binary = process.env.XIEZHI_BIN ??
  join(process.env.CARGO_TARGET_DIR ?? join(process.cwd(), 'target'), 'debug', 'xiezhi')

// How long the making of the demo city may take on two cores that do other things before it counts as hanging.
const READY_WITHIN_MS = 900_000
const STOPPED_WITHIN_MS = 15_000

function freePort () {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })
}

/** Where cities that were made are kept, so that each is made once for all test files; without it each file makes its own. */
const seeds = process.env.XIEZHI_SEEDS

/**
 * Starts `xiezhi serve --demo` and waits until it answers.
 * `clock`: the civil date that the demo takes for today, which `setClock` moves on.
 */
export async function startServer ({ clock, args = [] } = {}) {
  if (!seeds || args.length > 0) return start({ clock, args })
  const seed = join(seeds, clock ?? 'today')
  const made = await access(seed).then(() => true, () => false)
  if (!made) {
    const maker = await start({ clock })
    await maker.end()
    // A rename, so that a city is whole or not there.
    await cp(join(maker.folder, 'data'), `${seed}.new`, { recursive: true })
    await rename(`${seed}.new`, seed)
    await maker.stop()
  }
  return start({ clock, seed })
}

async function init (data, cwd, { city, name, login }) {
  const args = ['init', '--data', data, '--city', city, '--name', name, '--login', login]
  const { stdout } = await promisify(execFile)(binary, args, { cwd, env: { ...process.env, XIEZHI_DATA: '' } })
  const link = stdout.match(/\/\d{6}\/setup\?code=\S+/)
  if (!link) throw new Error(`xiezhi init printed no link:\n${stdout}`)
  return link[0]
}

/**
 * Makes a real bureau with its first administrator, and serves it under the true clock.
 * `setup` of the server is the path of the link that `xiezhi init` prints.
 */
export function startBureau ({ city, name, login }) {
  return start({ first: { city, name, login } })
}

async function start ({ clock, args = [], seed, first }) {
  const folder = await mkdtemp(join(tmpdir(), 'xiezhi-browser-'))
  if (seed) await cp(seed, join(folder, 'data'), { recursive: true })
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const setup = first ? await init(join(folder, 'data'), folder, first) : null
  const child = spawn(binary,
    ['serve', ...(first ? [] : ['--demo']), '--data', join(folder, 'data'), '--listen', `127.0.0.1:${port}`, ...args],
    {
      cwd: folder, // no settings file of the machine is read
      env: { ...process.env, XIEZHI_DATA: '', ...(clock ? { XIEZHI_DEMO_CLOCK: clock } : {}) },
      stdio: ['ignore', 'pipe', 'pipe']
    })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8')
    stream.on('data', (text) => { said += text })
  }
  let ended = null
  const end = new Promise((resolve) => {
    child.once('error', (error) => { said += `\n${error}`; ended = error; resolve() })
    child.once('exit', (code, signal) => { ended = code ?? signal; resolve() })
  })

  const server = {
    url,
    folder,
    setup,
    /** Everything that it wrote, for the report of a failing test. */
    said: () => said,
    /** Ends it as an administrator would, and leaves its folder. */
    async end () {
      if (ended === null) {
        child.kill('SIGTERM')
        const timer = setTimeout(() => child.kill('SIGKILL'), STOPPED_WITHIN_MS)
        await end
        clearTimeout(timer)
      }
    },
    async stop () {
      await server.end()
      await rm(folder, { recursive: true, force: true })
      return ended
    }
  }

  const until = Date.now() + READY_WITHIN_MS
  for (;;) {
    if (ended !== null) {
      await server.stop()
      throw new Error(`xiezhi serve ended (${ended}) before it was ready:\n${said}`)
    }
    try {
      const answer = await fetch(`${url}/readyz`)
      if (answer.ok) return server
    } catch { /* not listening yet */ }
    if (Date.now() > until) {
      await server.stop()
      throw new Error(`xiezhi serve was not ready within ${READY_WITHIN_MS / 1000} s:\n${said}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
