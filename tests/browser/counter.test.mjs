// The intake desk: what comes over the counter, by post, by word of mouth and from another organ, in the two
// minutes that a queue leaves.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Desk, paper, people } from './desk.mjs'
import { openBrowser, PHONE, Reader } from './reader.mjs'
import { startServer } from './server.mjs'

const CITY = '620100'
const MATTER = 'reconsideration'
let browser, server, clerk

before(async () => {
  server = await startServer({ clock: '2026-02-11' })
  browser = await openBrowser()
  const reader = await Reader.open(browser, { url: server.url, name: 'intake clerk', lang: 'zh' })
  clerk = new Desk(reader, CITY)
  await clerk.signIn((await people(browser, server, CITY)).find((p) => p.login === 'clerk1'))
})
after(async () => {
  await browser?.close()
  await server?.stop()
})

/** The usual case: what must be answered, and the number of the act. */
const usual = (number) => ({
  'party.applicant.0.name': '钱某',
  'party.applicant.0.address': '城关区某街9号',
  'party.applicant.0.phone': '13900000009',
  'party.applicant.0.e_service': 'no',
  'party.respondent.0.office': 'police-bureau',
  act_kind: 'penalty',
  on_the_spot: 'no',
  act_number: number,
  act_learned_on: '2026-01-21',
  rights_told: 'yes',
  sued: 'no',
  requests: ['quash'],
  facts: '见申请书。',
  received_on: '2026-02-11'
})

// A person types 40 characters a minute, chooses with a key or a click in a second and a half, and walks past
// a field that stays empty in half a second.
const SECONDS = { character: 60 / 40, choice: 1.5, passed: 0.5 }

test('the usual case is registered from the keyboard within two minutes', async (t) => {
  await clerk.reader.visit(clerk.to(`/intake/${MATTER}?channel=counter`), 'intake')
  const answers = usual('兰公罚〔2026〕31号')
  await clerk.fill(answers)
  const seen = await clerk.page.locator('form.x-form').evaluate((form) => {
    const names = new Set()
    for (const e of form.elements) if (e.name && e.type !== 'hidden' && e.type !== 'submit' && e.checkVisibility()) names.add(e.name)
    return [...names]
  })
  const must = await clerk.page.locator('form.x-form').evaluate((form) => new Set(
    [...form.elements].filter((e) => e.getAttribute('aria-required') === 'true' && e.checkVisibility()).map((e) => e.name)).size)
  // Digits of a date and a telephone number come off the paper like any other character; 「〔」 is one more key.
  const typed = Object.entries(answers).filter(([name]) => /name$|address|phone|number|facts|_on$/.test(name))
  const characters = typed.reduce((sum, [name, value]) => sum + (/_on$/.test(name) ? 8 : String(value).length), 0)
  const choices = Object.keys(answers).length - typed.length
  const passed = seen.length - Object.keys(answers).length
  const seconds = characters * SECONDS.character + choices * SECONDS.choice + passed * SECONDS.passed
  t.diagnostic(`${seen.length} fields in sight, ${must} of them lines that must be filled; ${Object.keys(answers).length} ` +
    `answered: ${characters} characters, ${choices} choices, ${passed} passed over: ${Math.round(seconds)} s`)
  assert.ok(seconds <= 120, `it takes ${Math.round(seconds)} s`)

  // What is rarely needed is folded away, says what is in it, and opens from the keyboard without any script.
  const folds = clerk.page.locator('details.x-fold')
  assert.ok(await folds.count() >= 2)
  for (const summary of await folds.locator('summary').all()) assert.ok((await summary.innerText()).trim().length > 3)
  await folds.first().locator('summary').focus()
  await clerk.page.keyboard.press('Enter')
  assert.ok(await clerk.page.locator('[name="party.agent.0.name"]').isVisible())
  await clerk.page.keyboard.press('Enter')

  await clerk.send('receipt')
  const file = await clerk.receipt()
  await clerk.seesDay('2026-02-11')
  assert.ok(await clerk.page.locator('[data-print]').count() > 0, 'the receipt can’t be printed')
  await clerk.page.emulateMedia({ media: 'print' })
  assert.ok(!await clerk.page.locator('.x-noprint').first().isVisible())
  await clerk.page.emulateMedia({ media: 'screen' })
  assert.match(file, /^[a-z0-9]{16}$/)
})

test('what only an organisation has is not asked of a person, nor the other way round', async () => {
  const only = { person: 'party.applicant.0.sex', organisation: 'party.applicant.0.credit_code' }
  await clerk.reader.visit(clerk.to(`/intake/${MATTER}?channel=counter`))
  for (const [kind, other] of [['person', 'organisation'], ['organisation', 'person']]) {
    await clerk.fill({ 'party.applicant.0.kind': kind })
    assert.ok(await clerk.page.locator(`[name="${only[kind]}"]`).first().isVisible(), `${only[kind]} is not asked`)
    assert.ok(!await clerk.page.locator(`[name="${only[other]}"]`).first().isVisible(), `${only[other]} is asked`)
  }
  for (const [lang, width] of [['zh', 1280], ['en', PHONE]]) {
    const reader = await Reader.open(browser, { url: server.url, name: 'citizen', lang, width })
    const citizen = new Desk(reader, CITY)
    await citizen.reader.visit(citizen.to(`/apply/${MATTER}`))
    await citizen.send('apply-party')
    const draft = citizen.page.url().match(/\/\d+\/drafts\/[a-z0-9]+/)[0]
    await citizen.reader.visit(`${draft}/q/party.applicant`, 'apply-party')
    await citizen.fill({ 'party.applicant.0.kind': 'me' })
    assert.ok(!await citizen.page.locator('[name="party.applicant.0.credit_code"]').isVisible())
    await citizen.fill({ 'party.applicant.0.kind': 'my-organisation' })
    assert.ok(await citizen.page.locator('[name="party.applicant.0.legal_representative"]').isVisible())
    assert.ok(!await citizen.page.locator('[name="party.applicant.0.id_number"]').isVisible())
    await reader.close()
  }
})

test('by post the receipt names the day it came, and the postmark is kept', async () => {
  const file = await clerk.register(MATTER, 'post', {
    ...usual('兰公罚〔2026〕32号'), posted_on: '2026-02-09', received_on: '2026-02-11', scan: paper('envelope')
  }, 'intake-post')
  await clerk.file(file)
  await clerk.seesDay('2026-02-09', '2026-02-11')
})

test('an oral application is refused until it was read back and signed, with the article', async () => {
  await clerk.reader.visit(clerk.to(`/intake/${MATTER}?channel=oral`), 'intake-oral')
  await clerk.fill({ ...usual('兰公罚〔2026〕33号'), read_back: 'no' })
  await clerk.send('intake-oral-refused')
  assert.match(clerk.path(), /\/intake\//)
  await clerk.reader.sees('第二十条', '签字确认')
  assert.equal(await clerk.page.locator('[name="facts"]').inputValue(), '见申请书。')
  await clerk.fill({ read_back: 'yes' })
  await clerk.send()
  await clerk.receipt()
})

test('what another organ sent on is registered as such', async () => {
  const file = await clerk.register(MATTER, 'other-organ', { ...usual('兰公罚〔2026〕34号'), scan: paper('letter') })
  await clerk.file(file)
  await clerk.reader.sees('其他机关转送')
})

test('a second filing about the same act is named before it is registered, and goes through when confirmed', async () => {
  const first = await clerk.register(MATTER, 'counter', usual('兰公罚〔2026〕35号'))
  await clerk.reader.visit(clerk.to(`/intake/${MATTER}?channel=counter`))
  await clerk.fill({ ...usual('兰公罚〔2026〕35号'), 'party.applicant.0.name': '孙某' })
  await clerk.send('intake-second')
  assert.match(clerk.path(), /\/intake\//)
  assert.equal(await clerk.page.locator(`.x-dups a[href*="${first}"]`).count(), 1, await clerk.reader.text())
  assert.equal(await clerk.page.locator('[name="party.applicant.0.name"]').inputValue(), '孙某')
  await clerk.page.locator('[name="confirm"]').first().check()
  await clerk.send()
  assert.notEqual(await clerk.receipt(), first)
  await clerk.reader.close()
})
