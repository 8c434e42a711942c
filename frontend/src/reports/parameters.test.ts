import { describe, expect, it } from 'vitest'
import type { ParameterType, ParameterValue, ReportParameter } from '@/api/types'
import { fromDraft, parametersText, toDraft, toText, toValue } from './parameters'

const parameter = (name: string, type: ParameterType): ReportParameter => ({ name, type, label: null, required: false, default: null })

describe('toValue', () => {
  it.each<[string, ParameterType, ParameterValue]>([
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
    ['2026-11-23T08:30', 'timestamp', '2026-11-23T08:30Z'],
    ['2026-11-23T08:30:15', 'timestamp', '2026-11-23T08:30:15Z'],
    ['soon', 'timestamp', 'soon'],
  ])('%j as %s is %j', (text, type, value) => expect(toValue(text, type)).toBe(value))
})

describe('toText', () => {
  it('shows a timestamp as wall clock in UTC', () => {
    expect(toText('2026-11-23T09:30:00+01:00', 'timestamp')).toBe('2026-11-23T08:30:00')
  })

  it('shows nothing for no value, and false as false', () => {
    expect(toText(null, 'text')).toBe('')
    expect(toText(undefined, 'integer')).toBe('')
    expect(toText(false, 'boolean')).toBe('false')
  })
})

describe('a draft', () => {
  const parameters = [parameter('region', 'text'), parameter('top', 'integer'), parameter('all', 'boolean')]

  it('gives back the values it was made from', () => {
    const values = { region: 'EU', top: 10, all: false }
    expect(fromDraft(parameters, toDraft(parameters, values))).toEqual(values)
  })

  it('leaves out what is empty and what the report does not know', () => {
    expect(fromDraft(parameters, { region: '', top: '3', gone: 'x' })).toEqual({ top: 3 })
  })
})

it('parametersText writes values in one line', () => {
  expect(parametersText({ region: 'EU', top: 10, from: null })).toBe('region = EU, top = 10, from = none')
  expect(parametersText({})).toBe('')
})
