// Figures of a matter: compared over periods, leading to the files behind them, taken away as a workbook; and the register whole.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Desk, people } from './desk.mjs'
import { DESK, openBrowser, PHONE, Reader } from './reader.mjs'
import { startServer } from './server.mjs'

let server
let browser

before(async () => {
  server = await startServer({ clock: '2026-02-11' })
  browser = await openBrowser()
})
after(async () => {
  await browser?.close()
  await server?.stop()
})

for (const [lang, width] of [['zh', DESK], ['en', PHONE]]) {
  test(`a figure leads to its files, and both are taken away (${lang})`, async () => {
    const seat = (await people(browser, server, '620100')).find((p) => p.login === 'case1')
    const desk = new Desk(await Reader.open(browser, { url: server.url, name: `figures-${lang}`, lang, width }), '620100')
    await desk.signIn(seat)
    await desk.reader.visit(desk.to('/registers/reconsideration'), 'register')
    await desk.reader.visit(desk.to('/statistics/reconsideration?period=2026'), 'statistics')
    const row = desk.page.locator('main table').first().locator('tbody tr').first()
    const count = Number((await row.locator('td a').first().innerText()).replace(',', ''))
    assert.ok(count > 0, 'nothing was received in the year of the demonstration')
    const files = await row.locator('td a').first().getAttribute('href')

    await desk.reader.visit(server.url + files, 'behind-figure')
    const shown = await desk.page.locator('main tbody tr').count()
    const more = await desk.page.locator('main a[rel="next"]').count()
    assert.ok(shown === count || (more > 0 && shown === 50), `${count} were counted, ${shown} are shown`)

    // The register behind the figure, whole: a heading and a line a file.
    const csv = await desk.page.request.get(`${server.url}${files}&as=csv`)
    assert.equal((await csv.text()).trim().split('\r\n').length, count + 1)
    for (const path of [`${files}&as=xlsx`, desk.to('/statistics/reconsideration?period=2026&as=xlsx')]) {
      const book = await desk.page.request.get(path.startsWith('http') ? path : server.url + path)
      assert.equal(book.status(), 200)
      assert.equal((await book.body()).subarray(0, 2).toString(), 'PK')
    }
    const wrong = await desk.reader.visit(desk.to('/statistics/reconsideration?period=2026-H7'))
    assert.equal(wrong.status(), 404)
    await desk.reader.close()
  })
}
