import { describe, expect, it } from 'vitest'
import type { ReportOutput, ReportParameter, ReportVersion } from '@/api/types'
import { changesOf, partsOf } from './version-changes'

const month = { name: 'month', type: 'date', label: null, required: true, default: 'start of month', multiple: false, choices: null, optionsSql: null } as ReportParameter
const version = (changes: Partial<ReportVersion> = {}, output: Partial<ReportOutput> = {}) =>
  ({
    version: 1, dataSourceId: 'd1', sql: 'SELECT 1', parameters: [], createdAt: '', createdBy: 'anna',
    output: { formats: ['csv'], title: null, sections: [], csv: { delimiter: ',' }, ...output }, ...changes,
  }) as unknown as ReportVersion
const parts = (item: ReportVersion) => partsOf(item, (id) => `source ${id}`)
const changes = (before: ReportVersion, after: ReportVersion) => changesOf(parts(after), parts(before))

describe('changesOf', () => {
  it('tells nothing of a version that is as the one before', () => {
    expect(changes(version(), version({ version: 2 }))).toEqual([])
  })

  it('tells parameters, outputs, further queries and the data source', () => {
    const after = version(
      { dataSourceId: 'd2', parameters: [month] },
      { formats: ['csv', 'pdf'], title: 'Sales', sections: [{ name: 'Totals', sql: 'SELECT 2', columns: [], chart: null }] },
    )

    expect(changes(version(), after)).toEqual([
      { part: 'Data source', before: 'source d1', after: 'source d2' },
      { part: 'Query of Totals', before: null, after: 'SELECT 2' },
      { part: 'Layout of Totals', before: null, after: 'Columns: []' },
      { part: 'Parameter month', before: null, after: 'Type: date\nRequired: true\nDefault: start of month\nMultiple: false' },
      { part: 'Formats', before: 'csv', after: 'csv\npdf' },
      { part: 'Title', before: null, after: 'Sales' },
    ])
  })

  it('tells what was removed', () => {
    expect(changes(version({ parameters: [month] }), version({ sql: 'SELECT 3' }))).toEqual([
      { part: 'Query', before: 'SELECT 1', after: 'SELECT 3' },
      { part: 'Parameter month', before: 'Type: date\nRequired: true\nDefault: start of month\nMultiple: false', after: null },
    ])
  })

  it('tells all of the first version', () => {
    expect(changesOf(parts(version()), undefined).map((change) => change.part)).toEqual(['Query', 'Data source', 'Formats', 'Csv'])
  })
})
