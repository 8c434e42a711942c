/** Texts for dates and times that depend on when a report runs; the API reads them, see its documentation. */

export const relativeHint =
  'A date, or relative to the run: today, yesterday, start of this month, end of previous quarter; with steps such as today - 7 days.'

/** Common ones, offered while typing. */
export const relativeExamples: Record<'date' | 'timestamp', readonly string[]> = {
  date: [
    'today',
    'yesterday',
    'today - 7 days',
    'start of this week',
    'start of this month',
    'start of previous month',
    'end of previous month',
    'start of this quarter',
    'start of this year',
  ],
  timestamp: [
    'now',
    'now - 24 hours',
    'today',
    'yesterday',
    'start of this week',
    'start of this month',
    'start of previous month',
    'end of previous month',
  ],
}
