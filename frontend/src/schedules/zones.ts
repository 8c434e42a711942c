import { browserZone, zoneOffset } from '@/shared/format'
import { groupBy } from '@/shared/group-by'

export interface ZoneGroup {
  label: string
  zones: string[]
}

/**
 * The IANA zones by region, the likeliest first. Browsers leave out UTC and know some zones only by an
 * older name, so the zone in use is always offered too.
 */
export function zoneGroups(current: string, known: readonly string[] = Intl.supportedValuesOf('timeZone')): ZoneGroup[] {
  const suggested = [...new Set([current, browserZone, 'UTC'])].filter(Boolean)
  const regions = groupBy(
    known.filter((zone) => !suggested.includes(zone)),
    (zone) => (zone.includes('/') ? zone.slice(0, zone.indexOf('/')) : 'Other'),
  )
  return [{ label: 'Suggested', zones: suggested }, ...[...regions].map(([label, zones]) => ({ label, zones }))]
}

/** `Europe/Berlin (GMT+1)`, the offset being the one of `at`. */
export function zoneLabel(zone: string, at: string): string {
  const offset = zoneOffset(at, zone)
  return offset === zone ? zone : `${zone} (${offset})`
}
