#!/usr/bin/env node
// Writes THIRD-PARTY.md: whose work is in the program, under which licence, with the copyright lines
// and the licence texts that go with it. Reads Cargo.lock and package-lock.json through cargo and npm's
// folder, and fails on a licence that deny.toml does not allow.
// usage: scripts/third-party.mjs            writes the file
//        scripts/third-party.mjs --check    compares, and says what to do where it differs
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const out = join(root, 'THIRD-PARTY.md')

const deny = readFileSync(join(root, 'deny.toml'), 'utf8')
const allowed = new Set(
  [...deny.match(/^allow = \[([\s\S]*?)^\]/m)[1].matchAll(/"([^"]+)"/g)].map((m) => m[1]))

// Names that are not SPDX's, as some packages give them.
const MEANT = { 'BSD-0-Clause': '0BSD' }

// An SPDX expression, read by descent: the licences taken from it (of an OR the first that is allowed,
// in the order of deny.toml), or null where nothing allowed is on offer.
function chosen (expression) {
  const tokens = expression.replaceAll('/', ' OR ').match(/\(|\)|[^\s()]+/g)
  const rank = [...allowed]
  let at = 0
  const or = () => {
    const found = [and()]
    while (tokens[at] === 'OR') { at++; found.push(and()) }
    const good = found.filter(Boolean)
    if (good.length === 0) return null
    const worst = (ids) => Math.max(...ids.map((id) => rank.indexOf(id)))
    return good.reduce((a, b) => (worst(b) < worst(a) ? b : a))
  }
  const and = () => {
    let ids = one()
    while (tokens[at] === 'AND') {
      at++
      const next = one()
      ids = ids && next && [...new Set([...ids, ...next])]
    }
    return ids
  }
  const one = () => {
    if (tokens[at] === '(') { at++; const inner = or(); at++; return inner }
    let id = MEANT[tokens[at]] ?? tokens[at]
    at++
    if (tokens[at] === 'WITH') { id += ' WITH ' + tokens[at + 1]; at += 2 }
    return allowed.has(id) ? [id] : null
  }
  return or()
}

function licenceFiles (folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((f) => f.isFile() && /^(licen[cs]e|copying|copyright|notice|unlicense)/i.test(f.name))
    .map((f) => f.name).sort()
    .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }))
}

// The lines that name a holder; the placeholders of unfilled licence texts are none.
function copyrights (files) {
  const lines = new Set()
  for (const { text } of files) {
    for (const line of text.split('\n')) {
      const clean = line.trim().replace(/\s+/g, ' ')
      if (/^(?:\W*)copyright\s+(?:\(c\)|©|\d{4}|[A-Z])/i.test(clean) && clean.length < 160 &&
          !/\[yyyy\]|\{yyyy\}|<year>|copyright (?:notice|holder|owner|license|and|law|statement)/i.test(clean)) {
        lines.add(clean.replace(/^[^A-Za-z©]+/, ''))
      }
    }
  }
  return [...lines].sort()
}

// What is linked in or runs at build, from our crates on, without what only tests use.
function crates () {
  const meta = JSON.parse(execFileSync('cargo', ['metadata', '--format-version', '1', '--locked',
    '--filter-platform', 'x86_64-unknown-linux-gnu'], { cwd: root, maxBuffer: 1 << 28 }))
  const packages = new Map(meta.packages.map((p) => [p.id, p]))
  const nodes = new Map(meta.resolve.nodes.map((n) => [n.id, n]))
  const seen = new Set()
  const queue = [...meta.workspace_members]
  while (queue.length > 0) {
    const id = queue.pop()
    if (seen.has(id)) continue
    seen.add(id)
    for (const dep of nodes.get(id).deps) {
      if (dep.dep_kinds.some((k) => k.kind !== 'dev')) queue.push(dep.pkg)
    }
  }
  return [...seen].filter((id) => !meta.workspace_members.includes(id)).map((id) => {
    const p = packages.get(id)
    return { name: p.name, version: p.version, licence: p.license, url: p.repository ?? '', folder: dirname(p.manifest_path) }
  })
}

// What npm puts into the binary: not what only the tests use, nor what another package would like beside it.
function scripts () {
  const lock = join(root, 'package-lock.json')
  if (!existsSync(lock)) return []
  return Object.entries(JSON.parse(readFileSync(lock, 'utf8')).packages)
    .filter(([path, p]) => path !== '' && !p.dev && !p.peer)
    .map(([path, p]) => {
      const folder = join(root, path)
      const own = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
      const url = typeof own.repository === 'string' ? own.repository : own.repository?.url ?? ''
      return { name: own.name, version: p.version, licence: p.license ?? own.license, url: url.replace(/^git\+|\.git$/g, ''), folder }
    })
}

const faults = []
const texts = new Map()
function section (title, list) {
  const lines = [`## ${title}`, '']
  const order = (a, b) => (a.name === b.name ? (a.version < b.version ? -1 : 1) : a.name < b.name ? -1 : 1)
  for (const p of list.sort(order)) {
    const ids = p.licence ? chosen(p.licence) : null
    if (!ids) {
      faults.push(`${p.name} ${p.version}: licence ${p.licence ?? '(none given)'} is not among those that deny.toml allows`)
      continue
    }
    const files = licenceFiles(p.folder)
    for (const id of ids) {
      const sign = { MIT: /MIT/i, 'Apache-2.0': /APACHE/i, 'BSD-3-Clause': /BSD/i, 'BSD-2-Clause': /BSD/i }[id]
      const own = files.find((f) => sign?.test(f.name)) ?? files.find((f) => /^licen[cs]e(\.\w+)?$/i.test(f.name))
      if (own && ids.length === 1 && (!texts.has(id) || own.text.length < texts.get(id).length)) texts.set(id, own.text)
    }
    lines.push(`- **${p.name}** ${p.version}, ${ids.join(' and ')}${p.url ? `, <${p.url}>` : ''}`)
    for (const line of copyrights(files)) lines.push(`  - ${line}`)
  }
  return lines.join('\n') + '\n'
}

const SHOWN = ['BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'Zlib', 'BSL-1.0', 'Unicode-3.0', 'CDLA-Permissive-2.0']
const body = [
  '# Third-party notices', '',
  'Xiezhi is built with the work of others, listed here with their licences and copyright lines.',
  'This page is written by `scripts/third-party.mjs`; do not edit it.',
  'The texts of MIT and Apache-2.0 stand in `LICENSE-MIT` and `LICENSE-APACHE`, the others at the end.',
  'Fonts are not part of the program: papers use Noto CJK (SIL Open Font License 1.1) as the system has it.', '',
  section('Rust crates', crates()),
  section('JavaScript and styles', scripts()),
  '## Licence texts', ''
]
for (const id of SHOWN.filter((id) => texts.has(id))) {
  const text = texts.get(id).trim().split('\n').map((l) => l.trimEnd()).join('\n')
  body.push(`### ${id}`, '', '```text', text, '```', '')
}
const page = body.join('\n')

if (faults.length > 0) {
  console.error(faults.join('\n'))
  process.exit(1)
}
if (process.argv[2] === '--check') {
  const now = existsSync(out) ? readFileSync(out, 'utf8') : ''
  if (now !== page) {
    console.error('THIRD-PARTY.md is not that of the locked packages. Type: scripts/third-party.mjs')
    process.exit(1)
  }
} else {
  writeFileSync(out, page)
}
