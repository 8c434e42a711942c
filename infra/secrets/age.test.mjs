import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ages } from './age.mjs'

const now = Date.parse('2026-12-01T00:00:00Z')
const secret = (name, updated, enabled = true) => ({ name, attributes: { enabled, updated } })
const states = (...secrets) => ages(secrets, now).map(({ name, state }) => `${name} ${state}`)

test('a secret is fresh for 60 days, then due, and after 90 overdue', () => assert.deepEqual(
  states(secret('a', '2026-10-03T00:00:00Z'), secret('b', '2026-10-02T00:00:00Z'), secret('c', '2026-09-02T00:00:00Z')),
  ['c overdue', 'b due', 'a fresh']))
test('disabled secrets are not looked at', () => assert.deepEqual(states(secret('a', '2020-01-01T00:00:00Z', false)), []))
test('the data key is not replaced by age', () => assert.deepEqual(states(secret('data-key', '2020-01-01T00:00:00Z')), []))
