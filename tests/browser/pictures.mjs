// Takes the pictures of the README anew: node tests/browser/pictures.mjs (Chromium and a built program).
import { mkdir } from 'node:fs/promises'
import { Desk, people } from './desk.mjs'
import { DESK, openBrowser, PHONE, Reader } from './reader.mjs'
import { startServer } from './server.mjs'

const CITY = '620100'
const FOLDER = 'docs/pictures'

const server = await startServer({ clock: '2026-03-18' })
const browser = await openBrowser()
await mkdir(FOLDER, { recursive: true })
const all = await people(browser, server, CITY)

async function desk (login, lang, width) {
  const desk = new Desk(await Reader.open(browser, { url: server.url, name: login, lang, width }), CITY)
  const seat = all.find((p) => p.login === login)
  if (seat) await desk.signIn(seat)
  return desk
}
async function take (desk, path, picture) {
  await desk.reader.visit(desk.to(path))
  await desk.page.screenshot({ path: `${FOLDER}/${picture}.png` })
}
/** The first file that an officer's list of today leads to. */
async function first (desk) {
  await desk.reader.visit(desk.to('/work'))
  const href = await desk.page.locator('main a[href*="/files/"]').first().getAttribute('href')
  return href.match(/\/files\/[a-z0-9]{16}/)[0]
}

const visitor = await desk('', 'zh', DESK)
await take(visitor, '/', 'home')
const phone = await desk('', 'en', PHONE)
await take(phone, '/guides/reconsideration', 'guide-phone')
const officer = await desk('case1', 'zh', DESK)
await take(officer, '/work', 'today')
await take(officer, await first(officer), 'file')
const english = await desk('case1', 'en', DESK)
await take(english, await first(english), 'file-en')
const leader = await desk('leader1', 'zh', PHONE)
await take(leader, '/approvals', 'approvals-phone')

await browser.close()
await server.stop()
