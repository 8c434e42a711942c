import type { ReportVersion } from '@/api/types'
import { sentenceCase } from '@/runs/run-text'

/** A part of a report's definition that a version has made, changed or removed; null where there is none. */
export interface VersionChange {
  part: string
  before: string | null
  after: string | null
}

/** The parts of a version by their names, each as a text. */
export function partsOf(version: ReportVersion, sourceName: (id: string) => string): Map<string, string> {
  const { sections, ...output } = version.output
  const parts = new Map([
    ['Query', version.sql],
    ['Data source', sourceName(version.dataSourceId)],
  ])
  for (const { name, sql, ...layout } of sections) {
    parts.set(`Query of ${name}`, sql)
    parts.set(`Layout of ${name}`, textOf(layout))
  }
  for (const { name, ...parameter } of version.parameters) parts.set(`Parameter ${name}`, textOf(parameter))
  for (const [name, value] of Object.entries(output)) {
    if (value !== null) parts.set(sentenceCase(name), textOf(value))
  }
  return parts
}

/** What a version differs in from the one before it; without one, all that it is. */
export function changesOf(parts: Map<string, string>, before: Map<string, string> | undefined): VersionChange[] {
  const names = new Set([...parts.keys(), ...(before?.keys() ?? [])])
  return [...names]
    .map((part) => ({ part, before: before?.get(part) ?? null, after: parts.get(part) ?? null }))
    .filter((change) => change.before !== change.after)
}

/** Members one a line, without those that say nothing. */
function textOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value)
  if (Array.isArray(value)) return value.map((item) => (typeof item === 'object' ? JSON.stringify(item, meaningful) : String(item))).join('\n')
  return Object.entries(value)
    .filter(([, member]) => member !== null)
    .map(([name, member]) => `${sentenceCase(name)}: ${typeof member === 'object' ? JSON.stringify(member, meaningful) : String(member)}`)
    .join('\n')
}

function meaningful(_name: string, value: unknown): unknown {
  return value === null ? undefined : value
}
