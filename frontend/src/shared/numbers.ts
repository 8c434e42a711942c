/** A whole number as the API takes it; null for an empty text. What is no number is sent as it is, for the API to refuse. */
export function toWhole(text: string): number | string | null {
  const trimmed = text.trim()
  if (trimmed === '') return null
  return /^[-+]?\d{1,15}$/.test(trimmed) ? Number(trimmed) : trimmed
}

export function wholeText(value: number | null | undefined): string {
  return value === null || value === undefined ? '' : String(value)
}
