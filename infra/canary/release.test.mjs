import assert from 'node:assert/strict'
import { test } from 'node:test'
import { releaseOf } from './release.mjs'

const next = { images: { api: 'a@2', scheduler: 's@2', worker: 'w@2' } }
const running = { images: { api: 'a@1', scheduler: 's@1', worker: 'w@1' }, suffix: 'r-1' }

test('a canary is the Api alone, with a tenth of the traffic', () => assert.deepEqual(releaseOf('canary', 'r-2', next, running), {
  images: { api: 'a@2', scheduler: 's@1', worker: 'w@1' }, release: { suffix: 'r-2', stable_suffix: 'r-1', canary_percentage: 10 } }))
test('the first release has no canary', () => assert.deepEqual(releaseOf('canary', 'r-1', next), { images: next.images, release: { suffix: 'r-1' } }))
test('a full release is all of it', () => assert.deepEqual(releaseOf('full', 'r-2', next, running), { images: next.images, release: { suffix: 'r-2' } }))
test('a rollback runs what ran before, under a name that was never used', () => assert.deepEqual(releaseOf('rollback', 'r-2', next, running), {
  images: running.images, release: { suffix: 'r-2-back' } }))
test('there is no way back before the first release', () => assert.throws(() => releaseOf('rollback', 'r-1', next)))
test('other stages are refused', () => assert.throws(() => releaseOf('blue', 'r-1', next)))
