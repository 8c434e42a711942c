import { describe, expect, it } from 'vitest'
import type { Report, ReportOutput } from '@/api/types'
import { emptyColumn, emptyOutput, emptySection, outputRequest } from './output-draft'
import { draftOf, emptyChoice, emptyParameter, emptyReport, requestOf } from './report-draft'

const output: ReportOutput = {
  formats: ['xlsx', 'csv'],
  title: 'Sales of {{ report.name }}',
  introduction: null,
  locale: 'de-DE',
  sectionName: 'Overview',
  columns: [{ column: 'amount', label: 'Amount', style: 'currency', decimals: 2, currency: 'EUR', width: null, hidden: false }],
  chart: { kind: 'bar', category: 'region', values: ['amount', 'tax'], title: null },
  sections: [{ name: 'Details', sql: 'select 1', columns: [], chart: null }],
  csv: { ...emptyOutput().csv, delimiter: '\t' },
  page: { paper: 'letter', landscape: true },
  packing: 'zip',
  retentionDays: 30,
}

const report = {
  name: 'Sales',
  description: 'What was sold',
  dataSourceId: 's',
  sql: 'select @from',
  parameters: [
    { name: 'from', type: 'date', label: 'From', required: true, default: 'start of previous month', multiple: false, choices: null, optionsSql: null },
    { name: 'regions', type: 'text', label: null, required: false, default: ['north', 'south'], multiple: true, choices: null, optionsSql: 'select 1' },
    { name: 'detail', type: 'choice', label: null, required: false, default: 'short', multiple: false, choices: [{ value: 'short', label: 'Short' }], optionsSql: null },
  ],
  output,
  hasFilePassword: true,
} as unknown as Report

describe('a report', () => {
  it('that is not changed is sent as it was, and keeps its password', () => {
    const { name, description, dataSourceId, sql, parameters } = report
    expect(requestOf(draftOf(report))).toEqual({ name, description, dataSourceId, sql, parameters, output })
  })

  it('that is new has a CSV file and no password', () => {
    expect(requestOf(emptyReport())).toMatchObject({ output: { formats: ['csv'], packing: 'none', retentionDays: null } })
    expect(requestOf(emptyReport())).not.toHaveProperty('filePassword')
  })
})

describe('the file password', () => {
  it('is sent when one is typed', () => {
    expect(requestOf({ ...draftOf(report), filePassword: 'secret' })).toMatchObject({ filePassword: 'secret' })
  })

  it('is cleared on request, and when files are no longer zipped', () => {
    const draft = draftOf(report)
    expect(requestOf({ ...draft, clearsFilePassword: true, filePassword: 'x' })).toMatchObject({ filePassword: '' })
    expect(requestOf({ ...draft, output: { ...draft.output, packing: 'none' } })).toMatchObject({ filePassword: '' })
  })
})

describe('a parameter', () => {
  const requestFor = (row: object) => requestOf({ ...emptyReport(), parameters: [{ ...emptyParameter(), ...row }] }).parameters[0]

  it('has choices only as a choice, and a query for options only where it can', () => {
    const choices = [{ ...emptyChoice(), value: 'a', label: ' ' }]
    expect(requestFor({ type: 'choice', choices, optionsSql: 'select 1' })).toMatchObject({ choices: [{ value: 'a', label: null }], optionsSql: null })
    expect(requestFor({ type: 'text', choices, optionsSql: 'select 1' })).toMatchObject({ choices: null, optionsSql: 'select 1' })
    expect(requestFor({ type: 'boolean', optionsSql: 'select 1' })).toMatchObject({ optionsSql: null })
  })

  it('has a list for its default when it takes several values', () => {
    expect(requestFor({ type: 'integer', multiple: true, default: '1\n2' })).toMatchObject({ default: [1, 2] })
    expect(requestFor({ type: 'integer', multiple: true, default: '' })).toMatchObject({ default: null })
  })
})

describe('the output', () => {
  it('names formats in the order they are offered, whatever the order they were checked in', () => {
    expect(outputRequest({ ...emptyOutput(), formats: ['csv', 'pdf', 'xlsx'] }).formats).toEqual(['xlsx', 'pdf', 'csv'])
  })

  it('sends a text that is no number as it is, for the API to refuse at its field', () => {
    const columns = [{ ...emptyColumn(), column: ' amount ', decimals: 'two', width: '12' }]
    expect(outputRequest({ ...emptyOutput(), columns, retentionDays: 'ever' })).toMatchObject({
      columns: [{ column: 'amount', decimals: 'two', width: 12 }],
      retentionDays: 'ever',
    })
  })

  it('sends a currency only for the style', () => {
    const column = { ...emptyColumn(), column: 'a', currency: 'eur' }
    const sent = outputRequest({ ...emptyOutput(), columns: [column, { ...column, style: 'currency' }] })
    expect(sent.columns.map(({ currency }) => currency)).toEqual([null, 'EUR'])
  })

  it('has no chart until its kind is chosen, and a series for each line', () => {
    const section = { ...emptySection(), name: 'A', sql: 'select 1' }
    const chart = { kind: 'pie' as const, category: 'region', values: 'amount\n\n tax ', title: '' }
    const sent = outputRequest({ ...emptyOutput(), sections: [section, { ...section, chart }] })
    expect(sent.sections.map((item) => item.chart)).toEqual([null, { kind: 'pie', category: 'region', values: ['amount', 'tax'], title: null }])
  })
})
