// A person at a browser. Every page they come to is held to the same promises: nothing on the console,
// nothing against the content policy, nothing that axe-core finds, nothing wider than the screen.
import assert from 'node:assert/strict'
import { mkdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { chromium } from 'playwright-core'

const require = createRequire(import.meta.url)
const { source: axe } = require('axe-core')

/** The widths of a desk and of a phone. */
export const DESK = 1280
export const PHONE = 390
export const LANGUAGES = ['zh', 'en']

// WCAG 2.2 AA and what it stands on.
const AXE_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** Where pictures go (for the README); without it none are taken. */
const pictures = process.env.XIEZHI_SCREENSHOTS

export function openBrowser () {
  return chromium.launch({
    executablePath: process.env.XIEZHI_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage']
  })
}

/** One person with their own cookies: `lang` zh or en, `width` DESK or PHONE. */
export class Reader {
  constructor (context, page, { name, lang, width, url }) {
    Object.assign(this, { context, page, name, lang, width, url })
    this.faults = []
    this.pages = 0
  }

  static async open (browser, { url, name = 'reader', lang = 'zh', width = DESK, ...more }) {
    const context = await browser.newContext({
      baseURL: url,
      viewport: { width, height: width === PHONE ? 844 : 800 },
      isMobile: width === PHONE,
      hasTouch: width === PHONE,
      locale: lang === 'zh' ? 'zh-CN' : 'en-GB',
      timezoneId: 'Asia/Shanghai',
      reducedMotion: 'reduce',
      ...more
    })
    context.setDefaultTimeout(20_000)
    const page = await context.newPage()
    const reader = new Reader(context, page, { name, lang, width, url })
    await reader.#listen()
    return reader
  }

  async #listen () {
    const fault = (what) => this.faults.push(`${this.name} at ${this.page.url()}: ${what}`)
    await this.context.exposeBinding('xiezhiPolicyViolated', (_, said) => fault(`content policy: ${said}`))
    await this.context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (e) => {
        window.xiezhiPolicyViolated(`${e.violatedDirective} forbids ${e.blockedURI || 'inline'} ` +
          `(${e.sourceFile ?? ''}:${e.lineNumber}) ${e.sample ?? ''}`)
      })
    })
    this.page.on('pageerror', (error) => fault(`error: ${error.message}`))
    this.page.on('console', (message) => {
      if (!['error', 'warning'].includes(message.type())) return
      // Chromium also reports an answer of 4xx; whether that answer was right is the test's to say.
      if (/Failed to load resource: the server responded with a status of 4\d\d/.test(message.text())) return
      fault(`console: ${message.text()}`)
    })
    this.page.on('request', (request) => {
      const where = request.url()
      if (!where.startsWith(this.url) && !/^(data|blob|about):/.test(where)) fault(`asks elsewhere: ${where}`)
    })
    this.page.on('response', (response) => {
      if (response.status() >= 500) fault(`status ${response.status()} from ${response.url()}`)
    })
  }

  /** Goes to a path of the site in the reader's language and checks the page. */
  async visit (path, picture) {
    const address = new URL(path, this.url)
    address.searchParams.set('lang', this.lang)
    const answer = await this.page.goto(address.href)
    await this.check(picture)
    return answer
  }

  /** Holds the page that is open to all promises, and takes its picture where pictures are wanted. */
  async check (picture) {
    await this.page.waitForLoadState('load')
    this.pages += 1
    const here = `${this.name} at ${this.page.url()} (${this.lang}, ${this.width})`

    const lang = await this.page.getAttribute('html', 'lang')
    assert.ok(lang?.startsWith(this.lang), `${here}: the page says it is in ${lang}`)

    const wide = await this.page.evaluate(() => {
      const most = document.documentElement.clientWidth
      if (document.documentElement.scrollWidth <= most) return null
      const worst = [...document.body.querySelectorAll('*')]
        .map((e) => ({ e, right: e.getBoundingClientRect().right }))
        .sort((a, b) => b.right - a.right)[0]
      return `${document.documentElement.scrollWidth} px on ${most}: ` +
        `${worst?.e.tagName.toLowerCase()}.${worst?.e.className}`
    })
    if (wide) this.faults.push(`${here}: the page is wider than the screen (${wide})`)

    await this.page.evaluate(axe)
    const { violations } = await this.page.evaluate(
      (tags) => window.axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] }),
      AXE_TAGS)
    for (const v of violations) {
      const places = v.nodes.slice(0, 5).map((n) => `    ${n.target.join(' ')}: ${n.failureSummary?.replaceAll('\n', ' ')}`)
      this.faults.push(`${here}: axe ${v.id} (${v.impact}): ${v.help}\n${places.join('\n')}`)
    }

    if (picture && pictures) {
      await mkdir(pictures, { recursive: true })
      await this.page.screenshot({ path: join(pictures, `${picture}.${this.lang}.${this.width}.png`), fullPage: true })
    }
  }

  /** Presses a button or follows a link by its name, waits for the page that comes, and checks it. */
  async press (name, { role = 'button', picture, exact = true, within = this.page } = {}) {
    const from = this.page.url()
    await Promise.all([
      this.page.waitForEvent('framenavigated'),
      within.getByRole(role, { name, exact }).first().click()
    ]).catch((error) => { throw new Error(`${this.name} at ${from}: ${role} “${name}”: ${error.message}`) })
    await this.check(picture)
  }

  /** What the page says, in one piece. */
  text () { return this.page.locator('body').innerText() }

  /** Fails unless the page says all of it. */
  async sees (...parts) {
    const text = await this.text()
    for (const part of parts) {
      assert.ok(part instanceof RegExp ? part.test(text) : text.includes(part),
        `${this.name} at ${this.page.url()} does not see ${part} in:\n${text}`)
    }
  }

  async doesNotSee (...parts) {
    const text = await this.text()
    for (const part of parts) {
      assert.ok(!text.includes(part), `${this.name} at ${this.page.url()} sees ${part}`)
    }
  }

  /** Ends the sitting; fails with every promise that was broken in it. */
  async close () {
    await this.context.close()
    assert.ok(this.faults.length === 0, `${this.faults.length} faults:\n${this.faults.join('\n')}`)
    assert.ok(this.pages > 0, `${this.name} looked at no page`)
  }
}
