import { expect, it } from 'vitest'
import type { DataSource } from '@/api/types'
import { draftOf, requestOf } from './data-source-draft'

const source = {
  name: 'Warehouse', kind: 'postgresql', host: 'db', port: 5432, database: 'dw', username: 'reader', sslMode: 'require', maxConcurrentRuns: 3,
} as DataSource

it('a data source that is not changed is sent as it was, without a password', () => {
  expect(requestOf(draftOf(source))).toEqual(source)
  expect(requestOf(draftOf({ ...source, maxConcurrentRuns: null }))).toMatchObject({ maxConcurrentRuns: null })
})

it('a password that was typed is sent', () => {
  expect(requestOf({ ...draftOf(source), password: 'new' })).toMatchObject({ password: 'new' })
})
