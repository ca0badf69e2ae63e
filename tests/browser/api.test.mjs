// The API as another system meets it: the client of the docs, and clients that repeat, reorder and lie.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { startServer } from './server.mjs'

const TODAY = '2026-02-11'
const PASSWORD = 'xiezhi-demo-2026'
let server, api

before(async () => {
  server = await startServer({ clock: TODAY })
  api = `${server.url}/api/v1/620100`
})
after(() => server?.stop())

const basic = login => 'Basic ' + Buffer.from(`${login}:${PASSWORD}`).toString('base64')

async function token (login, wanted) {
  const made = await call('POST', '/tokens', { authorization: basic(login) }, { name: '测试', days: 1, ...wanted })
  assert.equal(made.status, 201, JSON.stringify(made.body))
  return { authorization: `Bearer ${made.body.token}` }
}

async function call (method, path, headers = {}, body) {
  const sent = typeof body === 'string' ? body : body && JSON.stringify(body)
  const answer = await fetch(`${api}${path}`, {
    method, body: sent, headers: { 'accept-language': 'en', ...(body ? { 'content-type': 'application/json' } : {}), ...headers }
  })
  const kind = answer.headers.get('content-type') ?? ''
  if (!answer.ok) assert.equal(kind, 'application/problem+json', `${method} ${path}: ${answer.status}`)
  assert.equal(answer.headers.get('set-cookie'), null, 'the API gives no cookie')
  return { status: answer.status, tag: answer.headers.get('etag'), body: kind.includes('json') ? await answer.json() : null }
}

const daysAgo = n => new Date(Date.parse(TODAY) - n * 86_400_000).toISOString().slice(0, 10)

const filing = facts => ({
  matter: 'reconsideration',
  act: 'apply',
  with: {
    values: {
      act_kind: 'penalty', on_the_spot: false, act_name: '行政处罚决定书', act_number: '兰市监罚〔2026〕2号',
      act_made_on: daysAgo(20), act_learned_on: daysAgo(10), rights_told: true, sum: 2_000_000, sued: false,
      requests: ['quash'], facts
    },
    parties: [
      { role: 'applicant', who: 'me', name: '（虚构）马建国', facts: { address: '兰州市城关区某路1号', phone: '13900000000', e_service: true } },
      { role: 'respondent', who: { office: 'market-bureau' } }
    ]
  }
})

test('the client of the docs runs as it is printed', async () => {
  const page = await readFile('docs/api.md', 'utf8')
  const client = page.match(/```python\n([\s\S]*?)```/)[1]
  const path = join(server.folder, 'client.py')
  await writeFile(path, client)
  const { stdout } = await promisify(execFile)('python3', [path, server.url, '620100', 'citizen1', PASSWORD, TODAY])
  assert.match(stdout, /^R-R06 \d{4}-\d\d-\d\d /m, 'the screening runs, with its day')
  assert.match(stdout, /^200 /m, stdout)
})

test('a client that repeats files once, and another wish under the same key is refused', async () => {
  const mine = await token('citizen1', { scopes: ['read', 'file'] })
  const once = { ...mine, 'idempotency-key': 'k-1' }
  const first = await call('POST', '/files', once, filing('处罚过重。'))
  assert.equal(first.status, 201, JSON.stringify(first.body))
  const second = await call('POST', '/files', once, filing('处罚过重。'))
  assert.deepEqual([second.status, second.body.file.id], [201, first.body.file.id])
  const other = await call('POST', '/files', once, filing('程序违法。'))
  assert.deepEqual([other.status, other.body.type], [422, '/problems/other-wish'])
  const keyless = await call('POST', '/files', mine, filing('处罚过重。'))
  assert.deepEqual([keyless.status, keyless.body.type], [400, '/problems/key'])
})

test('a client that lies about versions, or says none, changes nothing', async () => {
  const mine = await token('citizen1', { scopes: ['read', 'file', 'act'] })
  const filed = await call('POST', '/files', { ...mine, 'idempotency-key': 'k-2' }, filing('处罚过重。'))
  const place = `/files/${filed.body.file.id}`
  const act = (headers, key) => call('POST', `${place}/acts/withdraw`, { ...mine, 'idempotency-key': key, ...headers }, { values: { why: '双方已经和解。' } })
  assert.equal((await act({}, 'k-3')).status, 428)
  assert.equal((await act({ 'if-match': '*' }, 'k-4')).status, 428)
  assert.equal((await act({ 'if-match': '"999"' }, 'k-5')).status, 412, 'nobody has seen what is not there yet')
  const read = await call('GET', place, mine)
  assert.ok(!read.body.timeline.some(entry => entry.kind === 'withdraw'))
  const done = await act({ 'if-match': read.tag }, 'k-6')
  assert.equal(done.status, 200, JSON.stringify(done.body))
  const again = await act({ 'if-match': read.tag }, 'k-6')
  assert.deepEqual([again.status, again.body.repeated, again.body.seq], [200, true, done.body.seq])
  const late = await act({ 'if-match': read.tag }, 'k-7')
  assert.equal(late.status, 412)
  assert.equal(late.tag, done.tag, 'the tag of what stands now comes with the refusal')
  assert.ok(late.body.changed.length > 0, 'what came in between is told')
})

test('a token opens its scopes, its matters and its city, and nothing else', async () => {
  const reads = await token('citizen1', { scopes: ['read'] })
  assert.equal((await call('POST', '/files', { ...reads, 'idempotency-key': 'k-8' }, filing('处罚过重。'))).status, 403)
  assert.equal((await call('GET', '/tokens', reads)).status, 401, 'a token makes no tokens')
  const elsewhere = await fetch(`${server.url}/api/v1/000001/files`, { headers: reads })
  assert.ok([401, 404].includes(elsewhere.status), `${elsewhere.status} in another city`)
  const officer = await token('case1', { scopes: ['read'] })
  const list = await call('GET', '/files?matter=reconsideration&limit=1', officer)
  assert.equal(list.body.files.length, 1)
  const next = await call('GET', `/files?matter=reconsideration&limit=1&after=${list.body.next}`, officer)
  assert.notEqual(next.body.files[0].id, list.body.files[0].id)
  assert.equal((await call('GET', `/files/${list.body.files[0].id}`, reads)).status, 404, 'a stranger is told that there is none')
  const made = await call('GET', '/tokens', { authorization: basic('case1') })
  const ended = await fetch(`${api}/tokens/${made.body.tokens[0].id}`, { method: 'DELETE', headers: { authorization: basic('case1') } })
  assert.equal(ended.status, 204)
  assert.equal((await call('GET', '/files?matter=reconsideration', officer)).status, 401, 'an ended token is worth nothing')
})

test('whatever is wrong is a problem in JSON', async () => {
  const mine = await token('citizen1', { scopes: ['read', 'file'] })
  const with_ = { ...mine, 'idempotency-key': 'k-9' }
  assert.equal((await call('GET', '/no-such-thing')).status, 404)
  assert.equal((await call('DELETE', '/matters')).status, 405)
  assert.equal((await call('POST', '/files', with_, '{')).status, 400)
  assert.equal((await call('POST', '/files', { ...with_, 'content-type': 'text/plain' }, 'x')).status, 415)
  assert.equal((await call('GET', '/files')).status, 401)
  const wrong = filing('处罚过重。')
  wrong.with.values.sum = '20000'
  const misread = await call('POST', '/files', with_, wrong)
  assert.deepEqual([misread.status, misread.body.field], [422, 'sum'])
  const unasked = filing('处罚过重。')
  unasked.with.values.shoe_size = 43
  assert.equal((await call('POST', '/files', with_, unasked)).body.field, 'shoe_size')
  const described = await call('GET', '/openapi.json')
  assert.equal(described.body.openapi, '3.1.0')
})
