/** Wall clocks of zones, as `datetime-local` controls hold them: `2026-12-24T07:00`. */

/** What the clocks of a zone show at an instant, to the second. UTC for a zone the browser lacks. */
export function toLocal(instant: string | number, zone: string): string {
  const at = new Date(instant)
  if (Number.isNaN(at.getTime())) return ''
  return new Date(at.getTime() + offsetAt(at.getTime(), zone)).toISOString().slice(0, 19)
}

/**
 * The instant at which the clocks of a zone show a local time: the first of two, and for a time that is skipped
 * the instant as far after the gap. A text that is no local time is given back, for the API to refuse.
 */
export function toInstant(local: string, zone: string): string | null {
  if (local === '') return null
  const wall = Date.parse(`${local}Z`)
  if (Number.isNaN(wall)) return local
  const dayInMs = 86_400_000
  const [before, after] = [wall - offsetAt(wall - dayInMs, zone), wall - offsetAt(wall + dayInMs, zone)]
  const fits = [before, after].filter((at) => at + offsetAt(at, zone) === wall)
  return new Date(fits.length > 0 ? Math.min(...fits) : before).toISOString()
}

/** The zone's distance from UTC in milliseconds. */
function offsetAt(instant: number, zone: string): number {
  const whole = Math.floor(instant / 1000) * 1000
  const parts = new Map(formatter(zone).formatToParts(whole).map(({ type, value }) => [type, Number(value)]))
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second')) - whole
}

function formatter(zone: string): Intl.DateTimeFormat {
  const options = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' } as const
  try {
    return new Intl.DateTimeFormat('en', { ...options, hourCycle: 'h23', timeZone: zone })
  } catch (error) {
    if (error instanceof RangeError) return formatter('UTC')
    throw error
  }
}
