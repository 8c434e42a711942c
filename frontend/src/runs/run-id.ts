import type { Answer } from '@/api/http'

/** The run that a 202 answer names, in its body or in its Location. */
export function runIdOf(answer: Answer<{ id?: string } | undefined>): string | null {
  return answer.data?.id ?? answer.location?.split(/[?#]/)[0]?.split('/').filter(Boolean).at(-1) ?? null
}
