import { shallowRef, toValue, watch, type MaybeRefOrGetter, type ShallowRef } from 'vue'
import type { Answer } from '@/api/http'

export interface Draft<D> {
  draft: Readonly<ShallowRef<D | null>>
  etag: Readonly<ShallowRef<string | null>>
  reload: () => Promise<void>
}

/**
 * An editable copy of a loaded thing and the ETag it was copied at. Later background refreshes leave
 * both alone, so that a save never overwrites a change the user has not seen.
 */
export function useDraft<T, D>(
  query: { data: MaybeRefOrGetter<Answer<T> | undefined>; refetch: () => Promise<{ data: Answer<T> | undefined }> },
  copy: (item: T) => D,
): Draft<D> {
  const draft = shallowRef<D | null>(null)
  const etag = shallowRef<string | null>(null)

  function take(answer: Answer<T> | undefined): void {
    if (!answer) return
    draft.value = copy(answer.data)
    etag.value = answer.etag
  }

  watch(() => toValue(query.data), (answer) => draft.value === null && take(answer), { immediate: true })
  return { draft, etag, reload: async () => take((await query.refetch()).data) }
}
