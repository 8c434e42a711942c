import { useQueryClient } from '@tanstack/vue-query'
import { computed, ref } from 'vue'
import { http } from '@/api'
import { itemPath, refresh, removeItem, useItem, type Resource } from '@/api/queries'
import { useDraft } from './draft'
import { useSubmit } from './submit'

export interface EditSettings<T, D, S> {
  resource: Resource
  id: string
  copy: (item: T) => D
  /** What the API is sent for what the form gives. */
  request: (submitted: S) => unknown
  saved: () => Promise<unknown>
  /** Collections that show something of this one. */
  alsoRefresh?: Resource[]
}

/** Loads a thing, lets a form change a copy of it, and saves that with the ETag it was copied at. */
export function useEdit<T, D, S = D>(settings: EditSettings<T, D, S>) {
  const { resource, id } = settings
  const client = useQueryClient()
  const query = useItem<T>(resource, () => id)
  const { draft, etag, reload } = useDraft(query, settings.copy)
  // A form copies what it is given once; a new key makes it take the reloaded draft.
  const formKey = ref(0)

  const { submitting, problem, submit, reset } = useSubmit(async (submitted: S) => {
    await http.json('PUT', itemPath(resource, id), { body: settings.request(submitted), ifMatch: etag.value })
    await refresh(client, resource, ...(settings.alsoRefresh ?? []))
    await settings.saved()
  })

  return {
    item: computed(() => query.data.value?.data),
    draft,
    error: computed(() => (draft.value === null ? query.error.value : null)),
    refetch: query.refetch,
    formKey,
    submitting,
    problem,
    save: submit,
    async startOver(): Promise<void> {
      await reload()
      reset()
      formKey.value++
    },
    remove: () => removeItem(client, resource, id, query.data.value?.etag ?? null),
  }
}
