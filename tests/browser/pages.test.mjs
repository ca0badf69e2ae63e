// Pages off the main road: accounts, opening what is masked, issuing a paper, finding the right remedy. Each is
// asked for what is not there, by somebody who may not, and with input that can't be taken.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Desk, people } from './desk.mjs'
import { openBrowser, PHONE, Reader } from './reader.mjs'
import { startServer } from './server.mjs'

const CITY = '620100'
const NO_FILE = 'abcdefghijkmnpqr'
let browser, server, file
const desks = {}

async function desk (name, login, more = {}) {
  const reader = await Reader.open(browser, { url: server.url, name, lang: 'zh', ...more })
  const one = new Desk(reader, CITY)
  if (login) await one.signIn((await people(browser, server, CITY)).find((p) => p.login === login))
  return one
}

const status = async (one, path) => (await one.reader.visit(one.to(path))).status()

before(async () => {
  server = await startServer({ clock: '2026-02-11' })
  browser = await openBrowser()
  for (const login of ['clerk1', 'case1', 'head1', 'admin']) desks[login] = await desk(login, login)
  file = await desks.clerk1.register('reconsideration', 'counter', {
    'party.applicant.0.name': '周某',
    'party.applicant.0.address': '城关区某街8号',
    'party.applicant.0.phone': '13900000008',
    'party.applicant.0.e_service': 'no',
    'party.respondent.0.office': 'police-bureau',
    act_kind: 'penalty',
    on_the_spot: 'no',
    act_number: '兰公罚〔2026〕41号',
    act_learned_on: '2026-01-21',
    rights_told: 'yes',
    sued: 'no',
    requests: ['quash'],
    facts: '见申请书。',
    received_on: '2026-02-11'
  })
})
after(async () => {
  await browser?.close()
  await server?.stop()
})

test('an account that can’t be made is asked again with all that was typed, and none but the administrator may', async () => {
  const { admin, case1 } = desks
  await admin.reader.visit(admin.to('/accounts/new'), 'account-new')
  const values = { name: '新来的', login: 'case1', email: 'new@example.org', office: 'justice-bureau', post: 'case-officer' }
  await admin.fill(values)
  await admin.send()
  assert.match(admin.path(), /accounts\/new$/)
  assert.notEqual(await admin.wrong(), '', 'a second account under one login')
  for (const name of ['name', 'login', 'email']) {
    assert.equal(await admin.page.locator(`[name="${name}"]`).inputValue(), values[name])
  }
  for (const name of ['office', 'post']) {
    const kept = await admin.page.locator(`form.x-form select[name="${name}"], form.x-form input[name="${name}"]:checked`).first().inputValue()
    assert.equal(kept, values[name])
  }
  await admin.reader.visit(admin.to('/accounts/new-office'))
  await admin.fill({ login: '两个 字' , office: 'police-bureau' })
  await admin.send()
  assert.equal(await admin.page.locator('[name="login"]').inputValue(), '两个 字')
  assert.equal(await status(admin, '/accounts/no-such-account'), 404)
  for (const path of ['/accounts', '/accounts/new', '/accounts/new-office']) assert.equal(await status(case1, path), 403, path)
})

test('what is masked is opened for a reason alone, by whoever reads the file', async () => {
  const { clerk1, admin } = desks
  const path = `/files/${file}/reveal/file`
  await clerk1.reader.visit(clerk1.to(path), 'reveal')
  await clerk1.send()
  assert.match(clerk1.path(), /reveal\/file$/)
  assert.notEqual(await clerk1.wrong(), '')
  await clerk1.fill({ why: '核对地址' })
  await clerk1.send('revealed')
  await clerk1.reader.sees('核对地址')
  assert.equal(await status(clerk1, `/files/${file}/reveal/nobody`), 404)
  assert.equal(await status(clerk1, `/files/${NO_FILE}/reveal/file`), 404)
  assert.ok([403, 404].includes(await status(admin, path)), 'the administrator of accounts reads a file')
  const stranger = await desk('stranger')
  assert.ok([401, 403, 404].includes(await status(stranger, path)) || stranger.path().endsWith('/sign-in'))
  await stranger.reader.close()
})

test('a paper is issued where one waits for its number, and nowhere else', async () => {
  const { clerk1, admin } = desks
  for (const paper of ['9.9', '1.0', 'x', '1.x']) {
    assert.equal(await status(clerk1, `/files/${file}/papers/${paper}/issue`), 404, paper)
  }
  assert.equal(await status(clerk1, `/files/${NO_FILE}/papers/1.0/issue`), 404)
  assert.ok([403, 404].includes(await status(admin, `/files/${file}/papers/1.0/issue`)))
})

for (const [lang, width] of [['zh', 1280], ['en', PHONE]]) {
  test(`the way to the right remedy asks again for what was not answered (${lang})`, async () => {
    const one = await desk(`asking in ${lang}`, null, { lang, width })
    await one.reader.visit(one.to('/road'), 'road')
    await one.send()
    assert.notEqual(await one.wrong(), '', 'an empty answer is taken')
    for (let step = 0; step < 12 && await one.page.locator('form.x-form').count() > 0; step++) {
      const date = one.page.locator('form.x-form input[type="date"]')
      if (await date.count() > 0) {
        const name = await date.getAttribute('name')
        await one.fill({ [name]: '2027-01-01' })
        await one.send()
        assert.notEqual(await one.wrong(), '', 'a day that has not come is taken')
        assert.equal(await date.inputValue(), '2027-01-01')
        await one.fill({ [name]: '2026-01-21' })
      } else {
        await one.page.locator('form.x-form input[type="radio"]').first().check()
      }
      const before = one.page.url()
      await one.send()
      assert.notEqual(one.page.url(), before, await one.reader.text())
    }
    await one.reader.check('road-end')
    assert.equal(await one.page.locator('form.x-form').count(), 0, 'the questions do not come to an end')
    assert.equal(await status(one, '/road?about=no-such-thing') < 500, true)
    await one.reader.close()
  })
}

test('nobody’s page broke a promise', async () => {
  for (const one of Object.values(desks)) await one.reader.close()
})
