/** Text for numbers, sizes and instants. `locale` is the browser's unless a test says otherwise. */

type Locale = string | undefined

export const browserZone = Intl.DateTimeFormat().resolvedOptions().timeZone

export function formatCount(value: number, locale?: Locale): string {
  return new Intl.NumberFormat(locale).format(value)
}

/** Decimal units: 1 kB = 1,000 B. */
export function formatBytes(bytes: number, locale?: Locale): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let value = bytes
  let unit = 0
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : 1
  return `${new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(value)} ${units[unit]}`
}

export function formatDuration(milliseconds: number, locale?: Locale): string {
  const ms = Math.max(0, milliseconds)
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 59_950) return `${new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(ms / 1000)} s`
  const seconds = Math.round(ms / 1000)
  const [days, hours, minutes] = [Math.floor(seconds / 86_400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60]
  if (days > 0) return `${days} d ${hours} h`
  return hours > 0 ? `${hours} h ${minutes} min` : `${minutes} min ${seconds % 60} s`
}

export function durationBetween(from: string, to: string | number): number {
  return (typeof to === 'number' ? to : Date.parse(to)) - Date.parse(from)
}

/** `23 Nov 2026, 02:15`, with seconds only where they are not zero. Falls back to UTC for a zone the browser lacks. */
export function formatInstant(at: string, zone: string, locale?: Locale, seconds = true): string {
  return zoned(zone, (timeZone) => write(at, { ...day, year: 'numeric', ...clock(at, seconds), timeZone }, locale))
}

/** An instant in a zone, without what it shares with another zone's text for it: the day, or else the year. */
export function formatElsewhere(at: string, zone: string, other: string, locale?: Locale): string {
  const year = { ...day, year: 'numeric' } as const
  const dateIn = (timeZone: string) => zoned(timeZone, (known) => write(at, { ...year, timeZone: known }, 'en'))
  const [here, there] = [dateIn(zone), dateIn(other)]
  const date = here === there ? {} : here.slice(-4) === there.slice(-4) ? day : year
  return zoned(zone, (timeZone) => write(at, { ...date, ...clock(at, true), timeZone }, locale))
}

const day = { day: 'numeric', month: 'short' } as const

function clock(at: string, seconds: boolean): Intl.DateTimeFormatOptions {
  const shown = seconds && new Date(at).getUTCSeconds() !== 0
  return { hour: '2-digit', minute: '2-digit', ...(shown ? { second: '2-digit' } : {}) }
}

function write(at: string, options: Intl.DateTimeFormatOptions, locale: Locale): string {
  return new Intl.DateTimeFormat(locale, options).format(new Date(at))
}

export function formatWeekday(at: string, zone: string, locale?: Locale): string {
  return zoned(zone, (timeZone) => new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone }).format(new Date(at)))
}

export function formatTime(at: string, zone: string, locale?: Locale): string {
  const options = { hour: '2-digit', minute: '2-digit', second: '2-digit' } as const
  return zoned(zone, (timeZone) => new Intl.DateTimeFormat(locale, { ...options, timeZone }).format(new Date(at)))
}

/** The zone's offset at that instant, as `GMT+1` or `UTC`. */
export function zoneOffset(at: string, zone: string): string {
  if (zone === 'UTC' || zone === 'Etc/UTC') return 'UTC'
  return zoned(zone, (timeZone) => {
    const parts = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'shortOffset' }).formatToParts(new Date(at))
    return parts.find((part) => part.type === 'timeZoneName')?.value ?? timeZone
  })
}

/** Whether both zones show the same wall clock at that instant. */
export function sameClock(at: string, zone: string, other: string): boolean {
  return zone === other || formatInstant(at, zone, 'en') === formatInstant(at, other, 'en')
}

export function formatRelative(at: string, now: number, locale?: Locale): string {
  const seconds = Math.round((Date.parse(at) - now) / 1000)
  const steps: [Intl.RelativeTimeFormatUnit, number, number][] = [
    ['second', 1, 60],
    ['minute', 60, 3600],
    ['hour', 3600, 86_400],
    ['day', 86_400, Infinity],
  ]
  const [unit, size] = steps.find(([, , limit]) => Math.abs(seconds) < limit) ?? ['day', 86_400]
  const format = new Intl.RelativeTimeFormat(locale, { numeric: unit === 'second' ? 'always' : 'auto', style: 'short' })
  return format.format(Math.trunc(seconds / size), unit)
}

function zoned(zone: string, write: (timeZone: string) => string): string {
  try {
    return write(zone)
  } catch (error) {
    if (error instanceof RangeError) return `${write('UTC')} UTC`
    throw error
  }
}
