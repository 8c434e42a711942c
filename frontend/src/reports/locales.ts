/** The conventions for numbers and dates that documents can be written in. */
const locales = [
  'en-US', 'en-GB', 'en-IN', 'de-DE', 'de-AT', 'de-CH', 'fr-FR', 'es-ES', 'it-IT', 'nl-NL', 'pt-BR', 'pt-PT',
  'pl-PL', 'cs-CZ', 'sv-SE', 'da-DK', 'nb-NO', 'fi-FI', 'ja-JP', 'zh-CN', 'ko-KR', 'he-IL', 'ar-EG',
]

/** All of them and the one in use, named in the reader's language. */
export function localeChoices(current: string): { value: string; text: string }[] {
  const names = new Intl.DisplayNames(undefined, { type: 'language' })
  return [...new Set([...locales, current])].map((value) => ({ value, text: names.of(value) ?? value }))
}
