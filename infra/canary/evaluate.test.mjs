import assert from 'node:assert/strict'
import { test } from 'node:test'
import { evaluate, query, sampleOf } from './evaluate.mjs'

const stable = { requests: 9000, failed: 9, p95: 400 }
const verdict = (canary, beside = stable) => evaluate({ requests: 1000, failed: 1, p95: 400, ...canary }, beside).verdict

test('a canary like the stable revision goes on', () => assert.equal(verdict({}), 'promote'))
test('errors of one percent above the stable revision are allowed', () => assert.equal(verdict({ failed: 11 }), 'promote'))
test('errors of more roll it back', () => assert.equal(verdict({ failed: 12 }), 'rollback'))
test('it is not blamed for what the stable revision does too', () => assert.equal(verdict({ failed: 50 }, { requests: 9000, failed: 450, p95: 400 }), 'promote'))
test('a quarter slower is allowed', () => assert.equal(verdict({ p95: 500 }), 'promote'))
test('slower than that rolls it back', () => assert.equal(verdict({ p95: 501 }), 'rollback'))
test('what is fast is fast enough, however fast the stable revision is', () => assert.equal(verdict({ p95: 290 }, { requests: 9000, failed: 0, p95: 20 }), 'promote'))
test('few requests say nothing', () => assert.equal(verdict({ requests: 99, failed: 0 }), 'wait'))
test('no requests say nothing', () => assert.equal(verdict({ requests: 0, failed: 0, p95: 0 }), 'wait'))
test('many errors among few requests say enough', () => assert.equal(verdict({ requests: 40, failed: 20 }), 'rollback'))
test('one error among few requests is no verdict', () => assert.equal(verdict({ requests: 40, failed: 1 }), 'wait'))
test('the reason tells the numbers', () => assert.match(evaluate({ requests: 1000, failed: 120, p95: 400 }, stable).reason, /12\.00 % .* 1\.10 %/))

test('releases are told apart by their suffixes', () => {
  const rows = [{ AppVersion: 'r-1', requests: '900', failed: '2', p95: '410.5' }, { AppVersion: 'r-2', requests: '100', failed: '0', p95: '395' }]
  assert.deepEqual(sampleOf(rows, 'r-2'), { requests: 100, failed: 0, p95: 395 })
  assert.deepEqual(sampleOf(rows, 'r-3'), { requests: 0, failed: 0, p95: 0 })
  assert.match(query(15), /ago\(15m\)/)
})
