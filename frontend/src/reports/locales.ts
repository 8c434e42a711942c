/** The conventions for numbers and dates that documents can be written in. */
const locales = [
  'en-US', 'en-GB', 'de-DE', 'de-AT', 'de-CH', 'fr-FR', 'fr-CH', 'it-IT', 'es-ES', 'pt-PT', 'pt-BR', 'nl-NL', 'pl-PL', 'cs-CZ',
  'da-DK', 'sv-SE', 'nb-NO', 'fi-FI', 'tr-TR', 'ja-JP', 'zh-CN', 'ko-KR',
]

/** All of them and the one in use, named in the reader's language. */
export function localeChoices(current: string): { value: string; text: string }[] {
  const names = new Intl.DisplayNames(undefined, { type: 'language' })
  return [...new Set([...locales, current])].map((value) => ({ value, text: names.of(value) ?? value }))
}
