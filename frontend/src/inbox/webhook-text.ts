/** A JSON body indented; anything else as it came. */
export function bodyText(body: unknown): string {
  if (typeof body !== 'string') return JSON.stringify(body, null, 2) ?? ''
  try {
    return JSON.stringify(JSON.parse(body), null, 2)
  } catch {
    return body
  }
}

export function headersText(headers: Record<string, string | string[]>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${[value].flat().join(', ')}`)
    .join('\n')
}
