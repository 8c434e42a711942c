// The board for local use reads what the apps export, under the names that Prometheus gives it.
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parse } from 'yaml'
import { infra } from '../terraform.mjs'

const root = join(infra, '..')
const read = (path) => readFileSync(join(root, path), 'utf8')
const board = JSON.parse(read('infra/grafana/report-scheduler.json'))
const code = ['Scheduler', 'Worker'].map((app) => read(`apps/${app}/${app}Metrics.cs`)).join('\n')
const expressions = board.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr))

// https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics: units become suffixes, counters get _total.
const UNITS = { s: '_seconds', By: '_bytes' }
function exported(kind, name, unit) {
  const suffix = UNITS[unit] ?? ''
  const base = name.replaceAll('.', '_') + (name.endsWith(suffix) ? '' : suffix)
  return { Counter: [`${base}_total`], Gauge: [base], Histogram: [`${base}_bucket`, `${base}_count`, `${base}_sum`] }[kind]
}

const own = [...code.matchAll(/Create(Counter|Gauge|Histogram)(?:<\w+>)?\(\s*"([\w.]+)",\s*"([^"]+)"/g)].map(([, ...instrument]) => instrument)
// Of ASP.NET Core, by AddAspNetCoreInstrumentation.
const library = [['Histogram', 'http.server.request.duration', 's']]

test('every metric of a panel is one that the apps export', () => {
  assert.match(read('apps/ServiceDefaults/Telemetry/TelemetryExtensions.cs'), /WithMetrics[^;]*AddAspNetCoreInstrumentation/)
  const known = [...own, ...library].flatMap((instrument) => exported(...instrument))
  const functions = /^(sum|rate|max|by|le|histogram_quantile)$/
  for (const expression of expressions) {
    // Neither labels, nor ranges, nor what is grouped by.
    const names = expression.replace(/\{[^}]*\}|\[[^\]]*\]|by \([^)]*\)/g, ' ').match(/[a-z_]{2,}/g).filter((name) => !functions.test(name))
    assert.ok(names.length > 0, expression)
    assert.deepEqual(names.filter((name) => !known.includes(name)), [], expression)
  }
})

test('every metric of the apps is on a panel', () => {
  assert.equal(new Set(own.map(([, name]) => name)).size, 6)
  for (const [kind, name, unit] of own)
    assert.ok(exported(kind, name, unit).some((metric) => expressions.some((expression) => new RegExp(`\\b${metric}\\b`).test(expression))), name)
})

test('what a panel groups by is a label of the apps', () => {
  const labels = expressions.flatMap((expression) => [...expression.matchAll(/by \(([^)]*)\)/g)].flatMap(([, list]) => list.split(', '))).filter((label) => label !== 'le' && label !== 'http_route')
  assert.ok(labels.length >= 4)
  for (const label of labels) assert.ok(code.includes(`"${label}"`), label)
})

test('docker-compose.yml mounts the board where it is looked for, in an image of one version, and only when it is asked for', () => {
  const { image, profiles, volumes, ports } = parse(read('docker-compose.yml')).services.grafana
  assert.match(image, /:\d+\.\d+\.\d+$/)
  assert.deepEqual(profiles, ['observability'])
  const mounts = Object.fromEntries(volumes.map((volume) => volume.split(':')))
  for (const file of Object.keys(mounts)) assert.ok(existsSync(join(root, file)), file)
  const [{ options }] = parse(read('infra/grafana/provisioning.yaml')).providers
  assert.equal(mounts['./infra/grafana/report-scheduler.json'], `${options.path}/report-scheduler.json`)
  for (const port of ports) assert.match(port, /^127\.0\.0\.1:/)
})
