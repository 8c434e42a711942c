import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { estimate, SPECIFICATION, sum, table } from './model.mjs'

const LOAD = { tenants: 1000, runs: 24, rows: 10_000 }
const document = readFileSync(new URL('../../docs/cost.md', import.meta.url), 'utf8')

test('the specification\'s table adds up to its total of about 2,900', () => {
  assert.equal(sum(SPECIFICATION), 2888)
  assert.match(table(SPECIFICATION, 1000), /\| For each of 1,000 tenants \| 2\.89 \|/)
})

test('a small load needs what survives a zone, and no more', () => {
  const { workers, vCores } = estimate({ tenants: 10, runs: 1, rows: 100 })
  assert.deepEqual([workers, vCores], [2, 2])
})

test('more runs never cost less', () => {
  const totals = [1, 10, 100, 1000, 10_000].map((runs) => estimate({ ...LOAD, runs }).total)
  assert.deepEqual(totals, [...totals].sort((a, b) => a - b))
  assert.ok(totals.at(-1) > totals[0])
})

test('the database grows with runs, not with rows', () => {
  assert.ok(estimate({ ...LOAD, runs: 5000 }).vCores > estimate(LOAD).vCores)
  assert.equal(estimate({ ...LOAD, rows: 10_000_000 }).vCores, estimate(LOAD).vCores)
})

test('one run a second at the peak takes the measured time of a database core, half used', () => {
  // 86,400 runs a day are one a second, 30 at the peak: 30 x 3.1 ms / 0.5 = 0.186 cores.
  const { peakRate } = estimate({ tenants: 1, runs: 86_400, rows: 1 })
  assert.equal(peakRate, 30)
})

test('docs/cost.md has the tables that the model prints', () => {
  assert.ok(document.includes(table(SPECIFICATION, 1000)), 'the specification\'s')
  assert.ok(document.includes(table(estimate(LOAD).lines, LOAD.tenants)), 'this design\'s')
})
