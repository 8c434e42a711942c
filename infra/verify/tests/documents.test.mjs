// What the documents name exists, and every alert has its runbook.
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { infra } from '../terraform.mjs'

const root = join(infra, '..')
const documents = ['docs/specification.md', 'docs/cost.md', 'infra/README.md', ...readdirSync(join(root, 'docs/runbooks')).map((file) => `docs/runbooks/${file}`),
  ...readdirSync(join(root, 'docs/adr')).filter((file) => file >= '0020').map((file) => `docs/adr/${file}`)]
const read = (path) => readFileSync(join(root, path), 'utf8')

for (const document of documents) test(`${document} leads somewhere`, () => {
  for (const [, link] of read(document).matchAll(/\]\((?!https?:)([^)#]+)\)/g)) assert.ok(existsSync(join(root, dirname(document), link)), link)
})

test('the specification has all 22 sections', () => {
  const numbers = [...read('docs/specification.md').matchAll(/^\| (\d+) \|/gm)].map(([, number]) => Number(number))
  assert.deepEqual(numbers, Array.from({ length: 22 }, (_, i) => i + 1))
})

test('files that the specification names exist', () => {
  const names = [...read('docs/specification.md').matchAll(/`((?:apps|infra|tests|docs|components|frontend|\.github)\/[\w./-]+)`/g)].map(([, name]) => name)
  assert.ok(names.length > 30)
  assert.deepEqual(names.filter((name) => !existsSync(join(root, name))), [])
})

test('policies that the specification names exist', () => {
  const policies = read('infra/verify/policies.mjs')
  const named = [...read('docs/specification.md').matchAll(/plan polic(?:y|ies) ((?:"[^"]+"(?:, )?)+)/gi)].flatMap(([, list]) => [...list.matchAll(/"([^"]+?)…?"/g)].map(([, name]) => name))
  assert.ok(named.length >= 8)
  assert.deepEqual(named.filter((name) => !policies.includes(name)), [])
})

test('every alert has a runbook of its name', () => {
  const terraform = ['alerts.tf', 'main.tf'].map((file) => read(`infra/modules/monitoring/${file}`)).join('\n')
  const alerts = [...terraform.matchAll(/runbook_url\}\/([\w-]+)\.md/g)].map(([, name]) => name)
  const queries = [...terraform.matchAll(/^ {4}([a-z-]+)\s+= \{ query = /gm)].map(([, name]) => name)
  assert.ok(alerts.length >= 3 && queries.length === 2)
  for (const name of [...alerts, ...queries]) assert.ok(existsSync(join(root, 'docs/runbooks', `${name}.md`)), name)
})

test('queries are read by a dashboard or an alert', () => {
  const terraform = ['main.tf', 'workbooks.tf'].map((file) => read(`infra/modules/monitoring/${file}`)).join('\n')
  for (const file of readdirSync(join(infra, 'modules/monitoring/queries'))) assert.ok(terraform.includes(`"${file.replace('.kql', '')}"`), file)
})

test('metrics and events that are queried are those of the apps', () => {
  const queries = readdirSync(join(infra, 'modules/monitoring/queries')).map((file) => read(`infra/modules/monitoring/queries/${file}`)).join('\n')
  const metrics = ['Scheduler', 'Worker'].map((app) => read(`apps/${app}/${app}Metrics.cs`)).join('\n')
  const queried = [...queries.matchAll(/AppMetrics\n\| where Name == "(\w+)"/g)].map(([, name]) => name)
  assert.ok(queried.length >= 4)
  for (const name of queried) assert.ok(metrics.includes(`"${name}"`), name)
  assert.match(queries, /Line\.event\) == "RunEnded"/)
  // The name of an event is that of its method.
  assert.match(read('apps/Worker/Runs/RunEnding.cs'), /void RunEnded\(ILogger logger, Guid runId, Guid tenantId, RunState state\)/)
  assert.match(read('apps/Scheduler/Reconciliation/Reconciler.cs'), /EventName = "RunEnded".*\{RunId\}.*\{TenantId\}.*\{State\}/)
})

test('the web UI is served with the headers that it is developed with', () => {
  const code = read('apps/DevHost/Gateway/SecurityHeaders.cs').replace(/"\s*\+\s*"/g, '')
  const expected = [...code.matchAll(/new\("([\w-]+)",\s*"([^"]+)"\)/g)].map(([, name, value]) => [name.toLowerCase(), value])
  assert.ok(expected.length >= 5)
  const served = JSON.parse(read('infra/modules/site/staticwebapp.config.json')).globalHeaders
  for (const [name, value] of expected) assert.equal(served[name], value, name)
})
