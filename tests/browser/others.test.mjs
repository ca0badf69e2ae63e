// Those whom a code lets into a file: a third party and an agent. They come without an account, see what the
// Act lets them see, do what it lets them do, and are told by which article the rest is not theirs.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Desk, nth, paper, people } from './desk.mjs'
import { openBrowser, PHONE, Reader } from './reader.mjs'
import { startServer } from './server.mjs'

const CITY = '620100'
const PASSWORD = 'correct-horse-battery-5'
let browser, server
const readers = []

async function desk (name, more = {}) {
  const reader = await Reader.open(browser, { url: server.url, name, lang: 'zh', ...more })
  readers.push(reader)
  return new Desk(reader, CITY)
}

before(async () => {
  server = await startServer({ clock: '2026-02-11' })
  browser = await openBrowser()
})
after(async () => {
  await browser?.close()
  await server?.stop()
})

/** An officer makes a code for somebody new in a role, or for somebody who is in it. */
async function invite (officer, file, whom) {
  await officer.reader.visit(officer.to(`/files/${file}/invite`))
  const values = await officer.page.locator('form.x-form select[name="whom"] option, form.x-form input[name="whom"]')
    .evaluateAll((all) => all.map((e) => e.value))
  const value = values.find(whom)
  assert.ok(value, `nobody of ${values} can be invited`)
  await officer.fill({ whom: value })
  await officer.send('invite')
  return (await officer.page.locator('.x-code__code').innerText()).trim()
}

async function comeIn (one, code, name, login, picture) {
  await one.reader.visit(one.to(`/invitations/${encodeURIComponent(code)}`), picture)
  await one.fill({ name, login, password: PASSWORD })
  await one.send(`${picture}-file`)
  assert.match(one.path(), /\/files\/[a-z0-9]{16}$/, await one.reader.text())
}

test('a third party and an agent come in by a code and are let do what the Act lets them', async () => {
  const all = await people(browser, server, CITY)
  const seat = (login) => all.find((p) => p.login === login)
  const citizen = await desk('applicant')
  await citizen.reader.visit(citizen.to('/apply/reconsideration'))
  await citizen.send()
  await citizen.answer({
    'party.applicant.0.kind': 'me',
    'party.applicant.0.name': '李某',
    'party.applicant.0.address': '兰州市城关区某街2号',
    'party.applicant.0.phone': '13900000001',
    'party.applicant.0.e_service': 'no',
    'party.respondent.0.office': 'market-bureau',
    act_kind: 'penalty',
    on_the_spot: 'no',
    act_number: '兰市监罚〔2026〕21号',
    act_made_on: '2026-01-20',
    act_learned_on: '2026-01-21',
    rights_told: 'yes',
    sued: 'no',
    requests: ['quash'],
    facts: '事实不清。'
  })
  await citizen.send()
  const file = await citizen.receipt()
  const code = (await citizen.page.locator('.x-code__code').innerText()).trim()

  // The applicant appoints an agent, with an authority; the article asks for it, so the form does.
  await citizen.reader.visit(citizen.to('/code'))
  await citizen.fill({ code })
  await citizen.send()
  const agentOf = {
    'party.agent.0.name': '王律师',
    'party.agent.0.agent_kind': nth(0),
    'party.agent.0.phone': '13900000005'
  }
  await citizen.reader.visit(citizen.to(`/files/${file}/acts/appoint-agent`), 'appoint-agent')
  await citizen.fill(agentOf)
  await citizen.send()
  assert.match(citizen.path(), /appoint-agent$/, 'an agent without an authority was appointed')
  assert.equal(await citizen.page.locator('[name="party.agent.0.name"]').inputValue(), '王律师')
  await citizen.act(file, 'appoint-agent', { ...agentOf, 'party.agent.0.authority': paper('authority') })

  const head = await desk('head')
  await head.signIn(seat('head1'))
  await head.assign(file, 'lead', seat('case1'))
  await head.assign(file, 'second', seat('case2'))
  const officer = await desk('officer')
  await officer.signIn(seat('case1'))
  const leader = await desk('leader')
  await leader.signIn(seat('leader1'))
  await officer.act(file, 'accept', { procedure: 'ordinary' })
  await head.approve(file)
  await leader.approve(file)

  // The officer looks at the authority before the agent is let in.
  await officer.file(file, 'file-with-agent')
  await officer.reader.sees('王律师')
  const authority = officer.page.locator('main a[href*="/documents/"]', { hasText: 'authority.pdf' }).first()
  assert.ok(await authority.count() > 0, `the authority can't be opened:\n${await officer.reader.text()}`)
  assert.equal((await officer.page.request.get(await authority.getAttribute('href'))).status(), 200)

  const agent = await desk('agent', { lang: 'en', width: PHONE })
  const agentCode = await invite(officer, file, (value) => value.startsWith('agent:'))
  await comeIn(agent, agentCode, '王律师', 'lawyer-wang', 'invited-agent')
  const third = await desk('third party')
  const thirdCode = await invite(officer, file, (value) => value === 'third-party')
  await comeIn(third, thirdCode, '赵某', 'third-zhao', 'invited-third')

  // A code is good once.
  const late = await desk('latecomer')
  const again = await late.reader.visit(late.to(`/invitations/${encodeURIComponent(thirdCode)}`))
  assert.ok(again.status() >= 400, `the code still works: ${again.status()}`)

  // What is theirs is offered; what is an officer's is not, and is refused to whoever types its address.
  for (const one of [agent, third]) {
    await one.file(file, 'their-file')
    const offered = await one.page.locator('.x-offers__link').evaluateAll((all) => all.map((a) => a.pathname.split('/').at(-1)))
    assert.ok(offered.includes('ask-access'), `${one.reader.name} is offered ${offered}`)
    for (const act of ['decide', 'extend', 'give-access']) assert.ok(!offered.includes(act), `${one.reader.name}: ${act}`)
    const answer = await one.reader.visit(one.to(`/files/${file}/acts/decide`))
    assert.ok([403, 404].includes(answer.status()), `${one.reader.name} gets ${answer.status()} for decide`)
    for (const path of [`/files/${file}/invite`, `/files/${file}/assign`, '/registers/reconsideration', '/accounts']) {
      const refused = await one.reader.visit(one.to(path))
      assert.ok([403, 404].includes(refused.status()), `${one.reader.name} gets ${refused.status()} for ${path}`)
    }
  }
  await third.file(file)
  const thirdMay = await third.page.locator('.x-offers__link').evaluateAll((all) => all.map((a) => a.pathname.split('/').at(-1)))
  assert.ok(thirdMay.includes('third-evidence') && !thirdMay.includes('withdraw'), `${thirdMay}`)
  await third.reader.doesNotSee('13900000001', '某街2号')

  for (const reader of readers) await reader.close()
})
