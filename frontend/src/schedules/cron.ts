import cronstrue from 'cronstrue'

const macros: Record<string, string> = {
  '@yearly': 'Every year on 1 January at 00:00',
  '@annually': 'Every year on 1 January at 00:00',
  '@monthly': 'On the first of each month at 00:00',
  '@weekly': 'Every Sunday at 00:00',
  '@daily': 'Every day at 00:00',
  '@midnight': 'Every day at 00:00',
  '@hourly': 'Every hour',
}

/** A cron expression in words, or null when it cannot be read. The API decides what is valid. */
export function describeCron(expression: string): string | null {
  const trimmed = expression.trim()
  if (trimmed === '') return null
  const macro = macros[trimmed.toLowerCase()]
  if (macro) return macro
  try {
    return cronstrue.toString(trimmed, { use24HourTimeFormat: true, verbose: false, throwExceptionOnParseError: true })
  } catch {
    return null
  }
}

export const cronExamples: { cron: string; text: string }[] = [
  { cron: '0 8 * * MON-FRI', text: 'Weekdays at 08:00' },
  { cron: '0 6 * * *', text: 'Every day at 06:00' },
  { cron: '0 7 * * MON', text: 'Mondays at 07:00' },
  { cron: '0 7 1 * *', text: 'First of the month' },
  { cron: '0 * * * *', text: 'Every hour' },
]
