// What people do at the pages of a file, in words of the procedure and not of the page: the tests beside
// this file stay as they are when a page changes.
import assert from 'node:assert/strict'

/** Any option that is offered, the n-th from 0; for controls whose options the test does not know. */
export const nth = (n) => ({ nth: n })

/** A small sound PDF that says `words` (ASCII), as a scan would be. */
export function pdf (words) {
  const content = `BT /F1 18 Tf 72 720 Td (${words.replaceAll(/[()\\]/g, '')}) Tj ET`
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>'
  ]
  let text = '%PDF-1.4\n'
  const places = objects.map((object, i) => {
    const at = text.length
    text += `${i + 1} 0 obj\n${object}\nendobj\n`
    return at
  })
  const table = text.length
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n`
  for (const at of places) text += `${String(at).padStart(10, '0')} 00000 n \n`
  text += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`
  return Buffer.from(text, 'latin1')
}

/** A document to be handed in. */
export const paper = (name, words = name) =>
  ({ file: { name: `${name}.pdf`, mimeType: 'application/pdf', buffer: pdf(words) } })

/** Moves the demonstration's clock on: `2026-02-13` is nine in the morning of that day. */
export async function setClock (server, to) {
  const answer = await fetch(`${server.url}/demo/clock`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ to }),
    redirect: 'manual'
  })
  assert.equal(answer.status, 303, `the clock was not set to ${to}: ${answer.status} ${await answer.text()}`)
}

/** The people as whom one may sign in, from the page that lists them: {name, post, login, password}. */
export async function people (browser, server, city) {
  const page = await browser.newPage()
  await page.goto(`${server.url}/demo?lang=zh`)
  const rows = await page.locator(`section:has(a[href="/${city}/"]) tbody tr`).evaluateAll((rows) => rows.map((row) => {
    const post = row.querySelector('th .x-quiet')?.textContent.trim() ?? ''
    const [login, password] = [...row.querySelectorAll('code')].map((code) => code.textContent.trim())
    return { name: row.querySelector('th').firstChild.textContent.trim(), post, login, password }
  }))
  await page.close()
  assert.ok(rows.length > 0, `nobody is listed for city ${city}`)
  return rows
}

/** One person's work in one city. */
export class Desk {
  constructor (reader, city) {
    Object.assign(this, { reader, city, page: reader.page })
  }

  to (path) { return `/${this.city}${path}` }

  async signIn ({ login, password }, picture) {
    await this.reader.visit(this.to('/sign-in'), picture)
    await this.fill({ login, password })
    await this.send()
    assert.ok(!this.path().endsWith('/sign-in'), `${login} is not let in:\n${await this.reader.text()}`)
  }

  path () { return new URL(this.page.url()).pathname }

  /** Fills controls by their names; what a condition reveals comes after what reveals it. */
  async fill (values) {
    for (const [name, value] of Object.entries(values)) {
      await this.#set(name, value)
    }
  }

  async #set (name, value) {
    const all = this.page.locator(`form.x-form [name="${name}"]`)
    const here = `${this.reader.name} at ${this.page.url()}: “${name}”`
    assert.ok(await all.count() > 0, `${here} is not asked`)
    const kind = await all.first().evaluate((e) => e.localName === 'input' ? e.type : e.localName)
    if (kind === 'file') {
      const box = this.page.locator(`form.x-form input[type="hidden"][name="${name}.held"]`)
      const before = await box.count()
      const inputs = this.page.locator(`form.x-form input[type="file"][name="${name}"]:not([capture])`)
      await inputs.first().setInputFiles(value.file)
      if (await inputs.first().evaluate((e) => e.closest('[data-upload]') !== null)) {
        await this.page.locator(`form.x-form input[type="hidden"][name="${name}.held"]`).nth(before).waitFor({ state: 'attached' })
      }
      return
    }
    if (kind === 'radio' || kind === 'checkbox') {
      if (value?.nth !== undefined) return all.nth(value.nth).check()
      for (const one of [value].flat()) await this.page.locator(`form.x-form [name="${name}"][value="${one}"]`).check()
      return
    }
    if (kind === 'select') {
      if (value?.nth === undefined) return all.first().selectOption(value)
      return all.first().selectOption({ index: value.nth + 1 }) // the first option asks to choose
    }
    await all.first().fill(String(value))
  }

  /** Presses the form's button and waits for the page that comes. */
  async send (picture) {
    const from = this.page.url()
    await Promise.all([
      this.page.waitForEvent('framenavigated'),
      this.page.locator('form.x-form .x-form__go button[type="submit"], form.x-form > button[type="submit"]').first().click()
    ]).catch((error) => { throw new Error(`${this.reader.name} at ${from}: ${error.message}`) })
    await this.reader.check(picture)
  }

  /** What the page says is wrong, if anything. */
  async wrong () {
    const said = await this.page.locator('.govuk-error-summary, .govuk-error-message, .x-reason--block, .x-changed').allInnerTexts()
    return said.join('\n')
  }

  /** Goes through the questions of an application up to the page of all answers. */
  async answer (answers, pictures = {}) {
    const used = new Set()
    for (let step = 0; step < 80; step++) {
      const path = this.path()
      if (path.endsWith('/check')) {
        const left = Object.keys(answers).filter((name) => !used.has(name))
        assert.deepEqual(left, [], 'questions that were not asked')
        return
      }
      for (const [name, value] of Object.entries(answers)) {
        if (await this.page.locator(`form.x-form [name="${name}"]`).count() > 0) {
          await this.#set(name, value)
          used.add(name)
        }
      }
      await this.send(pictures[path.split('/').at(-1)])
      assert.notEqual(this.path(), path, `${this.reader.name} does not get past ${path}:\n${await this.wrong()}`)
    }
    assert.fail('the questions do not come to an end')
  }

  file (file, picture) { return this.reader.visit(this.to(`/files/${file}`), picture) }

  /** Does an act; fails with what the page says when it does not go through. */
  async act (file, act, values = {}, { picture, signers = 0, rows = {} } = {}) {
    await this.reader.visit(this.to(`/files/${file}/acts/${act}`), picture)
    const path = this.path()
    for (const [list, more] of Object.entries(rows)) {
      for (let i = 0; i < more; i++) {
        await Promise.all([
          this.page.waitForEvent('framenavigated'),
          this.page.locator(`button[name="add"][value="${list}"]`).click()
        ])
      }
    }
    await this.fill(values)
    for (let i = 0; i < signers; i++) await this.page.locator('form.x-form [name="signed"]').nth(i).check()
    await this.send()
    // A warning is confirmed once, as a person would who has read it.
    const warnings = this.page.locator('form.x-form [name="confirm"]')
    if (this.path() === path && await warnings.count() > 0) {
      for (let i = 0; i < await warnings.count(); i++) await warnings.nth(i).check()
      await this.send()
    }
    assert.notEqual(this.path(), path, `${this.reader.name} can't do ${act}:\n${await this.wrong()}\n${await this.reader.text()}`)
  }

  /** Has the papers of the act on the page shown before anybody is asked to approve them; gives their words. */
  async preview (picture) {
    await Promise.all([
      this.page.waitForEvent('framenavigated'),
      this.page.locator('form.x-form button[name="preview"]').click()
    ])
    await this.reader.check(picture)
    return this.page.locator('section[aria-labelledby="previews"]').innerText()
  }

  /** Registers what came in at the desk; gives the id of the file. */
  async register (matter, channel, values, picture) {
    await this.reader.visit(this.to(`/intake/${matter}?channel=${channel}`), picture)
    await this.fill(values)
    await this.send()
    return this.receipt()
  }

  /** The file that the receipt on the page leads to. */
  async receipt () {
    const link = this.page.locator('main a[href*="/files/"]').first()
    assert.ok(await this.page.locator('.x-code__code').count() > 0,
      `${this.reader.name} gets no receipt:\n${await this.wrong()}\n${await this.reader.text()}`)
    return (await link.getAttribute('href')).match(/\/files\/([a-z0-9]{16})/)[1]
  }

  /** Approves what waits in a file for this person. */
  async approve (file, picture) {
    await this.reader.visit(this.to('/approvals'), picture && `${picture}-list`)
    const link = this.page.locator(`a[href*="/files/${file}/requests/"]`).first()
    assert.ok(await link.count() > 0, `nothing in ${file} waits for ${this.reader.name}:\n${await this.reader.text()}`)
    await Promise.all([this.page.waitForEvent('framenavigated'), link.click()])
    await this.reader.check(picture)
    const path = this.path()
    await this.fill({ decision: 'approve' })
    await this.send()
    const warnings = this.page.locator('form.x-form [name="confirm"]')
    if (this.path() === path && await warnings.count() > 0) {
      for (let i = 0; i < await warnings.count(); i++) await warnings.nth(i).check()
      await this.fill({ decision: 'approve' })
      await this.send()
    }
    assert.notEqual(this.path(), path, `${this.reader.name} can't approve:\n${await this.wrong()}`)
  }

  async assign (file, seat, officer) {
    await this.reader.visit(this.to(`/files/${file}/assign`))
    const path = this.path()
    await this.fill({ seat: nth(0) }).catch(() => {})
    const option = this.page.locator(`form.x-form [name="seat"] option[value^="${seat}:"], form.x-form input[name="seat"][value^="${seat}:"]`)
    const values = await option.evaluateAll((all) => all.map((e) => ({
      value: e.value, text: e.textContent || document.querySelector(`label[for="${e.id}"]`)?.textContent || ''
    })))
    const chosen = values.find((o) => o.text.includes(officer.name))
    assert.ok(chosen, `${officer.name} can't be ${seat}: ${JSON.stringify(values)}`)
    await this.fill({ seat: chosen.value })
    await this.send()
    assert.notEqual(this.path(), path, `not assigned:\n${await this.wrong()}`)
  }

  /** Puts in the scans of papers that still want their seal. */
  async seal (file) {
    for (let i = 0; i < 10; i++) {
      await this.file(file)
      const link = this.page.locator('.x-papers__docs a[href$="/seal"]').first()
      if (await link.count() === 0) return
      await Promise.all([this.page.waitForEvent('framenavigated'), link.click()])
      await this.reader.check()
      const path = this.path()
      await this.fill({ scan: paper('scan', `sealed ${i}`) })
      await this.send()
      assert.notEqual(this.path(), path, `not sealed:\n${await this.wrong()}`)
    }
  }

  /** Records the service of a paper on whoever stands in a role, the first that is still open. */
  async serve (file, title, role, mode = 'direct', values = {}) {
    await this.file(file)
    const link = this.page.locator('.x-papers__one', { has: this.page.locator('.x-papers__title', { hasText: title }) })
      .locator('.x-services-of li', { has: this.page.locator('.x-role', { hasText: role }) })
      .locator('a[href*="/serve/"]').first()
    assert.ok(await link.count() > 0, `${title} can't be served on ${role}:\n${await this.reader.text()}`)
    await this.reader.visit(`${await link.getAttribute('href')}?mode=${mode}`)
    const path = this.path()
    await this.fill({ ...(mode === 'direct' ? { taken_by: '签收人' } : {}), ...values })
    if (mode !== 'electronic') await this.fill({ proof: paper('receipt-of-service') })
    await this.send()
    assert.notEqual(this.path(), path, `${title} is not served on ${role}:\n${await this.wrong()}\n${await this.reader.text()}`)
  }

  /** Fails unless the page shows a day. */
  async seesDay (...days) {
    const text = (await this.reader.text()).replaceAll(/[   ]/g, ' ')
    const marked = await this.page.locator('time[datetime]').evaluateAll((all) => all.map((t) => t.getAttribute('datetime')))
    for (const day of days) {
      const [y, m, d] = day.split('-').map(Number)
      const month = new Intl.DateTimeFormat('en-GB', { month: 'long' }).format(new Date(Date.UTC(y, m - 1, d)))
      const said = [day, `${y}年${m}月${d}日`, `${d} ${month} ${y}`]
      assert.ok(marked.some((t) => t.startsWith(day)) || said.some((words) => text.includes(words)),
        `${this.reader.name} at ${this.page.url()} does not see ${day} in:\n${text}`)
    }
  }
}
