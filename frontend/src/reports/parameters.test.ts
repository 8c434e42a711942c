import { describe, expect, it } from 'vitest'
import type { ParameterType, ReportParameter, SingleValue } from '@/api/types'
import { fromDraft, parametersText, toDraft, toText, toValue, valueText } from './parameters'

const parameter = (name: string, type: ParameterType, more: Partial<ReportParameter> = {}): ReportParameter => ({
  name, type, label: null, required: false, default: null, multiple: false, choices: null, optionsSql: null, ...more,
})

describe('toValue', () => {
  it.each<[string, ParameterType, SingleValue]>([
    ['', 'text', null],
    [' x ', 'text', ' x '],
    ['42', 'integer', 42],
    ['-7', 'integer', -7],
    ['4.2', 'integer', '4.2'],
    ['9007199254740993', 'integer', '9007199254740993'],
    ['1.50', 'decimal', 1.5],
    ['-.5', 'decimal', -0.5],
    ['1,5', 'decimal', '1,5'],
    ['0.1000000000000000000001', 'decimal', '0.1000000000000000000001'],
    ['ten', 'decimal', 'ten'],
    ['true', 'boolean', true],
    ['false', 'boolean', false],
    ['', 'boolean', null],
    ['2026-11-23', 'date', '2026-11-23'],
    [' today - 7 days', 'date', 'today - 7 days'],
    ['2026-11-23T08:30', 'timestamp', '2026-11-23T08:30Z'],
    ['2026-11-23 08:30', 'timestamp', '2026-11-23T08:30Z'],
    ['2026-11-23T08:30:15', 'timestamp', '2026-11-23T08:30:15Z'],
    ['2026-11-23T08:30:15+02:00', 'timestamp', '2026-11-23T08:30:15+02:00'],
    ['soon', 'timestamp', 'soon'],
    ['short', 'choice', 'short'],
    [' 0190a3c2-6f3e-7000-8000-000000000001 ', 'uuid', '0190a3c2-6f3e-7000-8000-000000000001'],
  ])('%j as %s is %j', (text, type, value) => expect(toValue(text, type)).toBe(value))
})

describe('toText', () => {
  it('shows a timestamp as wall clock in UTC', () => {
    expect(toText('2026-11-23T09:30:00+01:00', 'timestamp')).toBe('2026-11-23T08:30:00')
  })

  // Browsers take some of these for dates.
  it.each(['now - 7 days', 'start of previous month + 1 day', 'today', '2026-11-23T08:30:00'])('keeps %j', (text) => {
    expect(toText(text, 'timestamp')).toBe(text)
  })

  it('shows nothing for no value, and false as false', () => {
    expect(toText(null, 'text')).toBe('')
    expect(toText(undefined, 'integer')).toBe('')
    expect(toText(false, 'boolean')).toBe('false')
  })
})

describe('a draft', () => {
  const parameters = [
    parameter('region', 'text'),
    parameter('top', 'integer'),
    parameter('all', 'boolean'),
    parameter('ids', 'integer', { multiple: true }),
  ]

  it('gives back the values it was made from', () => {
    const values = { region: 'EU', top: 10, all: false, ids: [1, 2] }
    expect(fromDraft(parameters, toDraft(parameters, values))).toEqual(values)
  })

  it('leaves out what is empty and what the report does not know', () => {
    expect(fromDraft(parameters, { region: '', top: '3', ids: ' \n', gone: 'x' })).toEqual({ top: 3 })
  })

  it('reads a value from each line that is not empty', () => {
    expect(fromDraft(parameters, { ids: '7\r\n\n8\nnine\n' })).toEqual({ ids: [7, 8, 'nine'] })
  })
})

it('valueText writes a list one value a line, as they are edited', () => {
  expect(valueText(['2026-01-01T00:00:00Z', 'now'], { type: 'timestamp', multiple: true })).toBe('2026-01-01T00:00:00\nnow')
})

it('parametersText writes values in one line', () => {
  expect(parametersText({ region: 'EU', top: 10, from: null, ids: [1, 2] })).toBe('region = EU, top = 10, from = none, ids = [1, 2]')
  expect(parametersText({})).toBe('')
})
