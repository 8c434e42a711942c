import { describe, expect, it } from 'vitest'
import { ApiProblem } from '@/api/problem'
import { emptyOutput, emptySection } from './output-draft'
import { previewRequest, refusals, type PreviewDraft } from './preview-draft'
import { emptyParameter, emptyReport } from './report-draft'

const section = { ...emptySection(), name: 'Details', sql: 'select 2' }
const report = {
  ...emptyReport(),
  dataSourceId: 's',
  sql: 'select 1',
  parameters: [{ ...emptyParameter(), name: 'top', type: 'integer' as const }],
  output: { ...emptyOutput(), sections: [section] },
}
const preview: PreviewDraft = { section: 0, values: { top: '3', gone: 'x' }, asOf: '', timeZone: 'Europe/Berlin' }

describe('a preview', () => {
  it('asks for the query with the values of its parameters, as of now', () => {
    expect(previewRequest(report, preview)).toMatchObject({
      dataSourceId: 's', sql: 'select 1', values: { top: 3 }, asOf: null, timeZone: 'Europe/Berlin',
    })
  })

  it('reads the time in its zone', () => {
    expect(previewRequest(report, { ...preview, asOf: '2026-01-31T08:00' })).toMatchObject({ asOf: '2026-01-31T07:00:00.000Z' })
  })

  it('asks for the query of a section, and for the first one when the section is gone', () => {
    expect(previewRequest(report, { ...preview, section: section.key }).sql).toBe('select 2')
    expect(previewRequest(report, { ...preview, section: -1 }).sql).toBe('select 1')
  })
})

describe('refusals', () => {
  const body = { title: undefined, detail: 'Relation "x" does not exist.', code: 'query_failed', traceId: undefined }

  it('are the words of the source', () => {
    expect(refusals(new ApiProblem(422, { ...body, errors: [] }))).toEqual(['Relation "x" does not exist.'])
  })

  it('name what they are about', () => {
    const errors = ['sql', 'parameters.0.name', 'values.from'].map((field) => ({ field, code: 'missing', message: 'Give a value.' }))
    expect(refusals(new ApiProblem(422, { ...body, errors }))).toEqual(['SQL: Give a value.', 'Parameter 1, name: Give a value.', 'from: Give a value.'])
  })
})
