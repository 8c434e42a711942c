import { describe, expect, it } from 'vitest'
import type { DataSource } from '@/api/types'
import { draftOf, emptyDataSource, emptyFile, formatChoices, requestOf } from './data-source-draft'

const shared = { name: 'Warehouse', kind: 'postgresql', host: 'db', port: 5432, database: 'dw', username: 'reader', sslMode: 'require', maxConcurrentRuns: 3 }
const database = { ...shared, files: null } as DataSource
const files = [
  { name: 'orders', format: 'parquet', url: 'https://example.com/orders.parquet', reportId: null },
  { name: 'customers', format: 'csv', url: null, reportId: 'r' },
]

describe('a database', () => {
  it('that is not changed is sent as it was, without a password', () => {
    expect(requestOf(draftOf(database))).toEqual(shared)
    expect(requestOf(draftOf({ ...database, maxConcurrentRuns: null }))).toMatchObject({ maxConcurrentRuns: null })
  })

  it('is sent with a password that was typed', () => {
    expect(requestOf({ ...draftOf(database), password: 'new' })).toMatchObject({ password: 'new' })
  })

  it('has the port of its kind when none is given', () => {
    expect(requestOf({ ...draftOf(database), kind: 'mysql', port: ' ' })).toMatchObject({ kind: 'mysql', port: null })
  })
})

describe('files', () => {
  const source = { ...database, kind: 'duckdb', host: null, port: null, database: null, username: null, sslMode: null, files } as DataSource

  it('that are not changed are sent as they were, with nothing of a database', () => {
    expect(requestOf(draftOf(source))).toEqual({ name: 'Warehouse', kind: 'duckdb', maxConcurrentRuns: 3, files })
  })

  it('come from the place that is chosen, in a format that place has', () => {
    const row = { ...emptyFile('duckdb'), name: 'a', format: 'duckdb' as const, url: 'https://example.com/a', reportId: 'r' }
    expect(requestOf({ ...draftOf(source), files: [row, { ...row, from: 'report' }] })).toMatchObject({
      files: [{ format: 'duckdb', url: 'https://example.com/a', reportId: null }, { format: 'csv', url: null, reportId: 'r' }],
    })
  })

  it('of SQLite are one database', () => {
    const draft = { ...emptyDataSource(), kind: 'sqlite' as const, files: [{ ...emptyFile('duckdb'), name: 'main', url: 'https://example.com/a.db' }] }
    expect(requestOf(draft)).toMatchObject({ files: [{ name: 'main', format: 'sqlite', url: 'https://example.com/a.db', reportId: null }] })
    expect(formatChoices('sqlite', 'url').map(({ value }) => value)).toEqual(['sqlite'])
  })
})
