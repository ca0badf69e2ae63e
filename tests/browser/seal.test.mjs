// A real bureau, from its first administrator to a paper that is printed, sealed by hand, scanned, served and
// compared by whoever holds it. Nothing here is a demonstration: the clock is the true one.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, test } from 'node:test'
import { Desk, paper, pdf } from './desk.mjs'
import { openBrowser, PHONE, Reader } from './reader.mjs'
import { startBureau } from './server.mjs'

const CITY = '620100'
const PASSWORD = 'correct-horse-battery-5'
const TODAY = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' }).format(new Date())
let browser, server
const readers = []

async function desk (name, more = {}) {
  const reader = await Reader.open(browser, { url: server.url, name, lang: 'zh', ...more })
  readers.push(reader)
  return new Desk(reader, CITY)
}

before(async () => {
  server = await startBureau({ city: CITY, name: '管理员', login: 'admin' })
  browser = await openBrowser()
})
after(async () => {
  await browser?.close()
  await server?.stop()
})

async function choosePassword (one, path) {
  await one.reader.visit(path)
  await one.fill({ password: PASSWORD })
  await one.send()
  assert.ok(!one.path().endsWith('/setup'), await one.reader.text())
}

/** The administrator enters an account; whoever it is for begins with the code. */
async function begin (admin, kind, values) {
  await admin.reader.visit(admin.to(`/accounts/${kind}`))
  await admin.fill(values)
  await admin.send()
  const code = admin.page.locator('.x-code__code')
  assert.ok(await code.count() > 0, `no code:\n${await admin.wrong()}\n${await admin.reader.text()}`)
  const one = await desk(values.login)
  await choosePassword(one, one.to(`/setup?code=${encodeURIComponent((await code.innerText()).trim())}`))
  return one
}

test('a paper is approved, printed, sealed by hand, and its scan is the original that is served and compared', async () => {
  const admin = await desk('administrator')
  await choosePassword(admin, server.setup)
  const officer = (login, name, post, office) => begin(admin, 'new', { name, login, office, post })
  const clerk = await officer('clerk', '收件人', 'intake-clerk', 'reconsideration-unit')
  const lead = await officer('lead', '承办人甲', 'case-officer', 'reconsideration-unit')
  await officer('second', '承办人乙', 'case-officer', 'reconsideration-unit')
  const head = await officer('head', '机构负责人', 'reconsideration-head', 'reconsideration-unit')
  const leader = await officer('leader', '市领导', 'city-leader', 'lanzhou-government')
  await begin(admin, 'new-office', { login: 'market', office: 'market-bureau' })

  const file = await clerk.register('reconsideration', 'counter', {
    'party.applicant.0.name': '张某',
    'party.applicant.0.address': '兰州市城关区某街3号',
    'party.applicant.0.phone': '13900000003',
    'party.applicant.0.e_service': 'no',
    'party.respondent.0.office': 'market-bureau',
    act_kind: 'penalty',
    on_the_spot: 'no',
    act_number: '兰市监罚〔2026〕3号',
    act_made_on: TODAY,
    act_learned_on: TODAY,
    rights_told: 'yes',
    sued: 'no',
    requests: ['quash'],
    facts: '处罚过重。',
    received_on: TODAY
  })
  await head.assign(file, 'lead', { name: '承办人甲' })
  await head.assign(file, 'second', { name: '承办人乙' })

  // What the act would issue is seen before anybody is asked to approve it; nothing is recorded by looking.
  await lead.reader.visit(lead.to(`/files/${file}/acts/ask-correction`))
  await lead.fill({ missing_items: '身份证明复印件。' })
  assert.match(await lead.preview('act-preview'), /身份证明复印件。/)
  assert.equal(await lead.page.locator('[name="missing_items"]').inputValue(), '身份证明复印件。')
  await head.reader.visit(head.to('/approvals'))
  assert.equal(await head.page.locator(`a[href*="/files/${file}/requests/"]`).count(), 0, 'a preview asked for approval')
  await lead.act(file, 'ask-correction', { missing_items: '身份证明复印件。' })
  await head.approve(file)
  await leader.approve(file)

  // Printed.
  await lead.file(file)
  const row = lead.page.locator('.x-papers__one', { has: lead.page.locator('.x-papers__title', { hasText: '补正' }) })
  const href = await row.locator('.x-papers__title a').getAttribute('href')
  const printed = await lead.page.request.get(`${href}/pdf`)
  assert.equal(printed.status(), 200)
  assert.equal((await printed.body()).subarray(0, 5).toString(), '%PDF-')

  // Nothing goes out without its seal.
  const serve = await row.locator('a[href*="/serve/"]').first().getAttribute('href')
  await lead.reader.visit(`${serve}?mode=direct`)
  await lead.fill({ taken_by: '张某', proof: paper('receipt-of-service') })
  await lead.send('serve-unsealed')
  assert.match(lead.path(), /\/serve\//, 'it was served without its seal')
  await lead.reader.sees('文书尚未用印，不能送达', /民诉法|民事诉讼法/)

  // A text shows no seal, and a program is no scan.
  for (const scan of [
    { name: 'scan.txt', mimeType: 'text/plain', buffer: Buffer.from('sealed, honestly') },
    { name: 'scan.pdf', mimeType: 'application/pdf', buffer: Buffer.from('MZ and more of a program\0') }
  ]) {
    await lead.reader.visit(href, 'paper')
    await lead.fill({ scan: { file: scan } })
    await lead.send()
    assert.equal(lead.path(), href)
    assert.notEqual(await lead.wrong(), '', `${scan.name} was taken`)
  }

  const scan = pdf('sealed by hand')
  await lead.reader.visit(href)
  await lead.fill({ scan: { file: { name: 'scan.pdf', mimeType: 'application/pdf', buffer: scan } } })
  await lead.send()
  await lead.reader.visit(href, 'paper-sealed')
  const original = await lead.page.locator('a[href*="/documents/"]').first().getAttribute('href')
  assert.deepEqual(await (await lead.page.request.get(original)).body(), scan, 'the original is not the scan')
  await lead.serve(file, '补正', '申请人', 'direct', { taken_by: '张某' })

  // Whoever holds the paper compares it, in Chinese at a desk and in English on a phone.
  await lead.reader.visit(href)
  const check = await lead.page.locator('a[href^="/check/"]').first().getAttribute('href')
  for (const holder of [await desk('holder'), await desk('holder at a phone', { lang: 'en', width: PHONE })]) {
    await holder.reader.visit(check, 'check')
    await holder.reader.sees(createHash('sha256').update(scan).digest('hex'))
    const result = holder.page.locator('[data-compare-result]')
    const choose = async (name, buffer) => {
      await holder.page.locator('#compare').setInputFiles({ name, mimeType: 'application/pdf', buffer })
      await holder.page.waitForFunction((name) =>
        document.querySelector('[data-compare-result]').textContent.startsWith(`${name}: `), name)
    }
    await choose('scan.pdf', scan)
    assert.match(await result.getAttribute('class'), /--same/, await result.innerText())
    await choose('other.pdf', pdf('sealed by hand, almost'))
    assert.doesNotMatch(await result.getAttribute('class'), /--same/, await result.innerText())
    const dropped = await holder.page.evaluateHandle((bytes) => {
      const data = new DataTransfer()
      data.items.add(new File([new Uint8Array(bytes)], 'dropped.pdf', { type: 'application/pdf' }))
      return data
    }, [...scan])
    await holder.page.dispatchEvent('[data-compare]', 'drop', { dataTransfer: dropped })
    await holder.page.waitForFunction(() =>
      document.querySelector('[data-compare-result]').textContent.startsWith('dropped.pdf: '))
    assert.match(await result.getAttribute('class'), /--same/, await result.innerText())
    // It says what agrees with what, never that a paper is good.
    assert.doesNotMatch(await holder.reader.text(), /真伪|为真|真实有效|属实|genuine|authentic/i)
    await holder.reader.check('check-dropped')
  }
  for (const reader of readers) await reader.close()
})
