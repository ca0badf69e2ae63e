// What goes wrong in a browser is told clearly, loses nothing and keeps what was typed.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Desk, paper, people } from './desk.mjs'
import { openBrowser, Reader } from './reader.mjs'
import { startServer } from './server.mjs'

const CITY = '620100'
let browser, server

before(async () => {
  server = await startServer({ clock: '2026-02-11' })
  browser = await openBrowser()
})
after(async () => {
  await browser?.close()
  await server?.stop()
})

async function desk (name) {
  return new Desk(await Reader.open(browser, { url: server.url, name, lang: 'zh' }), CITY)
}

async function begin (one) {
  await one.reader.visit(one.to('/apply/reconsideration'))
  await one.send()
}

const answers = (number, name = '李某') => ({
  'party.applicant.0.kind': 'me',
  'party.applicant.0.name': name,
  'party.applicant.0.address': '兰州市城关区某街2号',
  'party.applicant.0.phone': '13900000001',
  'party.applicant.0.e_service': 'no',
  'party.respondent.0.office': 'police-bureau',
  act_kind: 'penalty',
  on_the_spot: 'no',
  act_number: number,
  act_made_on: '2026-01-20',
  act_learned_on: '2026-01-21',
  rights_told: 'yes',
  sued: 'no',
  requests: ['quash'],
  facts: '事实不清。'
})

test('an application that is sent twice by a double click is one file', async () => {
  const one = await desk('hasty citizen')
  await begin(one)
  await one.answer(answers('兰公罚〔2026〕7号'))
  await Promise.all([
    one.page.waitForEvent('framenavigated'),
    one.page.locator('form.x-form .x-form__go button[type="submit"]').first().dblclick()
  ])
  await one.page.locator('.x-code__code').waitFor()
  await one.reader.visit(one.to('/files'))
  assert.equal(await one.page.locator('main a[href*="/files/"]').count(), 1, await one.reader.text())
  await one.reader.close()
})

test('a date after today is told at its field, and what was typed is kept', async () => {
  const one = await desk('citizen with a wrong date')
  await begin(one)
  const path = one.path().match(/\/\d+\/drafts\/[a-z0-9]+/)[0]
  await one.reader.visit(`${path}/q/party.applicant`)
  const asked = Object.entries(answers('')).filter(([name]) => name.startsWith('party.applicant.'))
  await one.fill(Object.fromEntries(asked))
  await one.send()
  await one.reader.visit(`${path}/q/act_kind`)
  await one.fill({ act_kind: 'penalty' })
  await one.send()
  await one.reader.visit(`${path}/q/act_learned_on`)
  await one.fill({ act_learned_on: '2026-12-31' })
  await one.send()
  assert.match(one.path(), /act_learned_on$/)
  assert.notEqual(await one.wrong(), '')
  assert.equal(await one.page.locator('[name="act_learned_on"]').inputValue(), '2026-12-31')
  await one.reader.close()
})

test('what must be answered and is not is named on the page of all answers, and nothing is sent', async () => {
  const one = await desk('citizen in a hurry')
  await begin(one)
  const path = one.path().match(/\/\d+\/drafts\/[a-z0-9]+/)[0]
  await one.reader.visit(`${path}/check`)
  await one.send()
  assert.match(one.path(), /\/check$/)
  assert.notEqual(await one.wrong(), '')
  assert.equal(await one.page.locator('.x-code__code').count(), 0)
  await one.reader.close()
})

test('a document that is not what its name says is not taken, and the page says so', async () => {
  const one = await desk('citizen with a renamed file')
  await begin(one)
  const path = one.path().match(/\/\d+\/drafts\/[a-z0-9]+/)[0]
  await one.reader.visit(`${path}/q/evidence`)
  const input = one.page.locator('form.x-form input[type="file"]:not([capture])').first()
  await input.setInputFiles({
    name: 'decision.pdf', mimeType: 'application/pdf', buffer: Buffer.from('MZ this is a program and no PDF')
  })
  const note = one.page.locator('.x-held li [role="status"]').first()
  await one.page.waitForFunction(() => {
    const said = document.querySelector('.x-held li [role="status"]')?.textContent ?? ''
    return said !== '' && document.querySelector('.x-held progress') === null
  })
  assert.notEqual((await note.innerText()).trim(), '')
  assert.equal(await one.page.locator('.x-held input[type="hidden"]').count(), 0, 'it was taken')
  await one.fill({ [await input.getAttribute('name')]: paper('decision') })
  await one.reader.close()
})

test('a file that is none, or somebody else’s, is not found', async () => {
  const one = await desk('curious citizen')
  await begin(one)
  await one.answer(answers('兰公罚〔2026〕8号'))
  await one.send()
  const mine = (await one.page.locator('main a[href*="/files/"]').first().getAttribute('href')).match(/files\/([a-z0-9]{16})/)[1]
  const other = await desk('other citizen')
  await begin(other)
  await other.answer(answers('兰公罚〔2026〕9号', '赵某'))
  await other.send()
  for (const id of [mine, 'abcdefghijkmnpqr', 'no-such-thing']) {
    const answer = await other.reader.visit(other.to(`/files/${id}`))
    assert.equal(answer.status(), 404, id)
    await other.reader.doesNotSee('李某')
  }
  await one.reader.close()
  await other.reader.close()
})

test('of two officers on one page the second is told what changed, and keeps what was typed', async () => {
  const all = await people(browser, server, CITY)
  const head = all.find((p) => p.login === 'head1')
  const citizen = await desk('citizen')
  await begin(citizen)
  await citizen.answer(answers('兰公罚〔2026〕10号'))
  await citizen.send()
  const id = (await citizen.page.locator('main a[href*="/files/"]').first().getAttribute('href')).match(/files\/([a-z0-9]{16})/)[1]

  const officers = all.filter((p) => p.login.startsWith('case'))
  const chief = await desk('head')
  await chief.signIn(head)
  await chief.assign(id, 'lead', officers[0])
  const [first, second] = [await desk('first window'), await desk('second window')]
  for (const one of [first, second]) {
    await one.signIn(officers[0])
    await one.reader.visit(one.to(`/files/${id}/acts/ask-correction`))
    await one.fill({ missing_items: `${one.reader.name}: 缺身份证明` })
  }
  await first.send()
  await second.send()
  assert.match(second.path(), /ask-correction$/, 'the second went through unseen')
  const said = await second.reader.text()
  assert.notEqual((await second.wrong()) + (await second.page.locator('.x-reason, .x-changed, .x-inset').allInnerTexts()).join(''), '')
  const kept = await second.page.locator('[name="missing_items"]')
  if (await kept.count() > 0) assert.match(await kept.inputValue(), /second window/)
  else assert.match(said, /second window|通知补正/)
  for (const one of [citizen, chief, first, second]) await one.reader.close()
})
