// The promises that every page is held to are themselves held to this: a page that breaks one is caught.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { after, before, test } from 'node:test'
import { openBrowser, PHONE, Reader } from './reader.mjs'

const good = '<!doctype html><html lang="en"><head><title>Good</title><meta name="viewport" content="width=device-width">' +
  '<link rel="icon" href="data:,"></head><body><main><h1>Good</h1><p>Words</p></main></body></html>'
const broken = {
  '/inline': ['content policy', good.replace('</main>', '<script>1</script></main>')],
  '/style': ['content policy', good.replace('<p>', '<p style="color:red">')],
  '/eval': ['content policy', good.replace('</main>', '<script src="/eval.js"></script></main>')],
  '/throws': ['error: broken', good.replace('</main>', '<script src="/throws.js"></script></main>')],
  '/console': ['console: loud', good.replace('</main>', '<script src="/console.js"></script></main>')],
  '/elsewhere': ['asks elsewhere', good.replace('</main>', '<script src="/elsewhere.js"></script></main>')],
  '/label': ['axe label', good.replace('</main>', '<input type="text"></main>')],
  '/wide': ['wider than the screen', good.replace('<p>', '<p class="wide">').replace('</head>', '<link rel="stylesheet" href="/wide.css"></head>')],
  '/fails': ['status 500', good]
}
const assets = {
  '/eval.js': "try { eval('1') } catch {}",
  '/throws.js': "throw new Error('broken')",
  '/console.js': "console.error('loud')",
  '/elsewhere.js': "fetch('http://127.0.0.2:9/').catch(() => {})",
  '/wide.css': '.wide { width: 3000px }'
}

let browser, server, url
before(async () => {
  server = createServer((request, response) => {
    const path = new URL(request.url, 'http://x').pathname
    response.setHeader('Content-Security-Policy',
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:" +
      (path === '/elsewhere' ? "; connect-src *" : ''))
    if (assets[path] !== undefined) {
      response.setHeader('Content-Type', path.endsWith('.css') ? 'text/css' : 'text/javascript')
      return response.end(assets[path])
    }
    response.setHeader('Content-Type', 'text/html; charset=utf-8')
    response.statusCode = path === '/fails' ? 500 : 200
    response.end(broken[path]?.[1] ?? good)
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${server.address().port}`
  browser = await openBrowser()
})
after(async () => {
  await browser?.close()
  server?.close()
})

test('a sound page has no fault', async () => {
  const reader = await Reader.open(browser, { url, lang: 'en', width: PHONE })
  await reader.visit('/')
  await reader.close()
})

for (const [path, [expected]] of Object.entries(broken)) {
  test(`a page that breaks a promise is caught: ${path}`, async () => {
    const reader = await Reader.open(browser, { url, lang: 'en', width: PHONE })
    await reader.visit(path)
    await reader.page.waitForTimeout(50) // the report of a violation comes after the load
    await assert.rejects(reader.close(), (error) => {
      assert.ok(error.message.includes(expected), error.message)
      return true
    })
  })
}
