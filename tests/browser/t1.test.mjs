// T1: an ordinary reconsideration with correction, hearing and extension, played by everyone in it from the
// form to the served decision. The dates are those of section 6 of the law pages, to the day:
// `functions/05-administration-by-law/reconsideration/examples/t1-ordinary.toml`.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Desk, nth, paper, people, setClock } from './desk.mjs'
import { DESK, openBrowser, PHONE, Reader } from './reader.mjs'
import { startServer } from './server.mjs'

const CITY = '620100'
const MATTER = 'reconsideration'

let browser, server, seats
const readers = []

async function desk (name, { lang = 'zh', width = DESK } = {}) {
  const reader = await Reader.open(browser, { url: server.url, name, lang, width })
  readers.push(reader)
  return new Desk(reader, CITY)
}

before(async () => {
  server = await startServer({ clock: '2026-01-15' })
  browser = await openBrowser()
  const all = await people(browser, server, CITY)
  const seat = (login) => {
    const found = all.find((p) => p.login === login)
    assert.ok(found, `nobody signs in as ${login}: ${JSON.stringify(all)}`)
    return found
  }
  seats = {
    officers: [seat('case1'), seat('case2')],
    head: seat('head1'),
    leader: seat('leader1'),
    respondent: seat('market-bureau')
  }
})
after(async () => {
  await browser?.close()
  await server?.stop()
})

const answers = (number, name) => ({
  'party.applicant.0.kind': 'me',
  'party.applicant.0.name': name,
  'party.applicant.0.sex': 'male',
  'party.applicant.0.address': '兰州市城关区某街1号',
  'party.applicant.0.phone': '13900000000',
  'party.applicant.0.email': 'applicant@example.org',
  'party.applicant.0.e_service': 'yes',
  'party.applicant.0.identity_paper': paper('identity'),
  'party.respondent.0.office': 'market-bureau',
  act_kind: 'penalty',
  on_the_spot: 'no',
  act_name: '行政处罚决定书',
  act_number: number,
  act_made_on: '2026-01-12',
  act_learned_on: '2026-01-15',
  rights_told: 'yes',
  sum: '20000',
  sued: 'no',
  requests: ['quash'],
  requests_text: '请求撤销处罚决定。',
  facts: '处罚认定的事实不清，证据不足。',
  act_copy: paper('decision')
})

/** Sends what stands on the page of all answers; gives the id of the file and its code. */
async function file (citizen, picture) {
  await citizen.send(picture)
  const confirm = citizen.page.locator('form.x-form [name="confirm"]')
  if (await confirm.count() > 0) {
    for (let i = 0; i < await confirm.count(); i++) await confirm.nth(i).check()
    await citizen.send(picture)
  }
  const code = citizen.page.locator('.x-code__code')
  assert.ok(await code.count() > 0, `no receipt:\n${await citizen.wrong()}\n${await citizen.reader.text()}`)
  const href = await citizen.page.locator('main a[href*="/files/"]').first().getAttribute('href')
  return { id: href.match(/\/files\/([a-z0-9]{16})/)[1], code: (await code.innerText()).trim() }
}

/** The head of the unit approves, then, on a phone, the leader of the City. */
async function chain (id, { head, leader }, picture) {
  await head.approve(id)
  if (leader) await leader.approve(id, picture)
}

test('T1 is played by everyone in it, and shows exactly its dates', async (t) => {
  const officer = await desk('case officer')
  const head = await desk('head of the unit')
  const leader = await desk('leader of the City', { width: PHONE })
  const respondent = await desk('respondent')
  const citizen = await desk('citizen')
  const phone = await desk('citizen at a phone', { lang: 'en', width: PHONE })
  const day = async (to) => {
    await setClock(server, to)
    t.diagnostic(to)
  }
  const enter = async () => {
    // An officer's session lasts twelve hours: another day, another sign-in.
    await officer.page.context().clearCookies()
    await officer.signIn(seats.officers[0])
    for (const [one, seat] of [[head, seats.head], [leader, seats.leader], [respondent, seats.respondent]]) {
      await one.page.context().clearCookies()
      await one.signIn(seat)
    }
  }
  const follow = async (code) => {
    for (const one of [citizen, phone]) {
      await one.page.context().clearCookies()
      await one.reader.visit(one.to('/code'))
      await one.fill({ code })
      await one.send()
      assert.match(one.path(), /\/files\//, await one.reader.text())
    }
  }

  // Wednesday 11 February: filed online, by phone in English and at a desk in Chinese.
  await day('2026-02-11')
  await phone.reader.visit(`/${CITY}/`, 'home')
  await phone.reader.visit(phone.to(`/guides/${MATTER}`), 'guide')
  await phone.reader.visit(phone.to(`/apply/${MATTER}`))
  await phone.send()
  await phone.answer(answers('兰市监罚〔2026〕2号', '<b>马某</b>'), { 'party.applicant': 'form' })
  await file(phone, 'receipt')
  await phone.seesDay('2026-02-11', '2026-02-25')

  await citizen.reader.visit(`/${CITY}/`, 'home')
  await citizen.reader.visit(citizen.to('/services'))
  await citizen.reader.visit(citizen.to(`/guides/${MATTER}`), 'guide')
  await citizen.reader.visit(citizen.to(`/apply/${MATTER}`))
  await citizen.send()
  await citizen.answer(answers('兰市监罚〔2026〕1号', '马某'), { 'party.applicant': 'form' })
  const { id, code } = await file(citizen, 'receipt')
  await citizen.seesDay('2026-02-11', '2026-02-25')

  await enter()
  await head.assign(id, 'lead', seats.officers[0])
  await head.assign(id, 'second', seats.officers[1])
  await officer.reader.visit(officer.to('/work'), 'today')
  await officer.file(id, 'file')
  await officer.seesDay('2026-02-25', '2026-03-16')

  // Friday 13: what is missing is asked for, and the chain approves.
  await day('2026-02-13')
  await enter()
  await officer.act(id, 'ask-correction', { missing_items: '身份证明复印件不清晰，请重新提交。' }, { picture: 'act' })
  await chain(id, { head, leader })

  // Saturday 14, a working day: received. Ten working days end on Friday 6 March.
  await day('2026-02-14')
  await enter()
  await officer.seal(id)
  await officer.serve(id, '补正', '申请人', 'electronic')
  await officer.file(id)
  await officer.seesDay('2026-03-06')
  await follow(code)
  for (const one of [citizen, phone]) {
    await one.file(id, 'my-file')
    await one.seesDay('2026-03-06')
  }

  // Wednesday 4 March: corrected. The fresh screening ends on Wednesday 11.
  await day('2026-03-04')
  await follow(code)
  await phone.act(id, 'correct', { corrected_words: '已重新提交清晰的身份证明。' })
  await enter()
  await officer.file(id)
  await officer.seesDay('2026-03-11')

  // Tuesday 10: accepted. Seven working days for the copy; sixty days end on Saturday 9 May, a working day.
  await day('2026-03-10')
  await enter()
  await officer.act(id, 'accept', { procedure: 'ordinary', complex: 'yes' })
  await chain(id, { head, leader }, 'approve')
  await officer.file(id)
  await officer.seesDay('2026-03-19', '2026-05-09')

  // Wednesday 18: the respondent has the copy. Ten working days end on Wednesday 1 April.
  await day('2026-03-16')
  await enter()
  await officer.act(id, 'send-copy')
  await chain(id, { head })
  await day('2026-03-18')
  await enter()
  await officer.seal(id)
  await officer.serve(id, '答复', '被申请人')
  await officer.file(id)
  await officer.seesDay('2026-04-01')
  await respondent.file(id, 'respondent')
  await respondent.seesDay('2026-04-01')

  // Tuesday 31: the reply, from the respondent's own account.
  await day('2026-03-31')
  await enter()
  await respondent.act(id, 'reply', {
    reply_text: '处罚事实清楚，证据确凿。',
    reply_paper: paper('reply'),
    'reply_evidence.0.evidence_name': '现场检查笔录',
    'reply_evidence.0.evidence_proves': '违法事实',
    'reply_evidence.0.evidence_paper': paper('evidence')
  })

  // A hearing on Wednesday 22 April: notice received by Tuesday 14.
  await day('2026-04-09')
  await enter()
  await officer.act(id, 'set-hearing', {
    hearing_on: '2026-04-22',
    hearing_at: '9:30，一号听证室',
    hearing_matters: '处罚事实是否清楚',
    presiding: nth(0),
    'hearing_officers.0.hearing_officer': nth(0),
    'hearing_officers.1.hearing_officer': nth(1),
    recorder: nth(1)
  }, { rows: { hearing_officers: 1 } })
  await chain(id, { head })
  await officer.file(id)
  await officer.seesDay('2026-04-14')
  await day('2026-04-13')
  await enter()
  await officer.seal(id)
  await officer.serve(id, '听证', '申请人', 'electronic')
  await day('2026-04-14')
  await enter()
  await officer.serve(id, '听证', '被申请人')
  await day('2026-04-22')
  await enter()
  await officer.act(id, 'hold-hearing', { head_attends: 'yes', record: paper('minutes') }, { signers: 4 })
  await day('2026-04-23')
  await enter()
  await officer.act(id, 'hear-parties', {
    heard_who: '申请人马某', heard_how: nth(0), heard_what: '申请人坚持其请求。'
  }, { signers: 2 })

  // Friday 8 May: thirty days more, counted from the nominal day: Monday 8 June.
  await day('2026-05-08')
  await enter()
  await officer.act(id, 'extend', { extra_days: 30, why: '案情复杂。' })
  await chain(id, { head })
  await officer.seal(id)
  await officer.serve(id, '延期', '申请人', 'electronic')
  await officer.serve(id, '延期', '被申请人')
  await officer.file(id)
  await officer.seesDay('2026-06-08')
  await day('2026-05-19')
  await enter()
  await officer.act(id, 'committee', { opinion: '建议撤销。' })
  await day('2026-05-20')
  await enter()
  await officer.act(id, 'draft')

  // Thursday 4 June: decided, approved by the head and by the leader of the City on a phone.
  await day('2026-06-04')
  await enter()
  await officer.act(id, 'decide', {
    facts_found: '处罚认定的事实不清。',
    law_applied: '中华人民共和国行政复议法第六十四条第一款第一项',
    holding: 'quash',
    holding_ground: 'facts',
    ruling: '撤销兰市监罚〔2026〕1号行政处罚决定，责令被申请人在六十日内重新作出行政行为。',
    redo: 'yes',
    court: '兰州铁路运输中级法院',
    why: '主要事实不清、证据不足。'
  })
  await chain(id, { head, leader }, 'approve-decision')
  await officer.seal(id)

  // Friday 5 June: served. Fifteen days end on a Saturday before the Dragon Boat rest: Monday 22 June.
  await day('2026-06-05')
  await enter()
  await officer.serve(id, '复议决定书', '申请人', 'electronic')
  await officer.serve(id, '复议决定书', '被申请人')
  await officer.file(id, 'decided')
  await officer.seesDay('2026-06-05', '2026-06-22')
  await follow(code)
  for (const one of [citizen, phone]) {
    await one.file(id, 'decided')
    await one.seesDay('2026-06-05', '2026-06-22')
    await one.reader.visit(one.to(`/files/${id}/inbox`), 'inbox')
  }

  for (const reader of readers) await reader.close()
})
