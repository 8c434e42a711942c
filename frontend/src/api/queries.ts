import { useInfiniteQuery, useQuery, type QueryClient } from '@tanstack/vue-query'
import { computed, shallowRef, toValue, watch, type MaybeRefOrGetter, type ShallowRef } from 'vue'
import type { Answer, Query } from './http'
import { http } from './index'
import { mergePages, readAll } from './paging'
import type { Page } from './types'

/** A collection of the API; also the first part of every cache key about it. */
export type Resource =
  | 'runs'
  | 'reports'
  | 'schedules'
  | 'data-sources'
  | 'destinations'
  | 'artifacts'
  | 'deliveries'

const pageSize = 50

/** A list that grows page by page and, with `refreshEvery` (milliseconds), keeps itself fresh. */
export function useList<T extends { id: string }>(
  resource: Resource,
  filter: MaybeRefOrGetter<Query> = {},
  refreshEvery?: number,
) {
  const query = useInfiniteQuery({
    queryKey: [resource, 'list', computed(() => toValue(filter))],
    queryFn: ({ pageParam, signal }) =>
      http.get<Page<T>>(`/v1/${resource}`, { ...toValue(filter), limit: pageSize, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    // Refreshing asks for every loaded page again, so a long list does so less often.
    refetchInterval: (state) => (refreshEvery ? refreshEvery * Math.max(1, state.state.data?.pages.length ?? 1) : false),
  })
  const items = computed(() => (query.data.value ? mergePages(query.data.value.pages) : undefined))
  return { ...query, items }
}

/** One thing together with the ETag that a change to it must name. */
export function useItem<T>(resource: Resource, id: MaybeRefOrGetter<string>, refreshEvery?: (item: T) => number | false) {
  return useQuery({
    queryKey: [resource, 'item', computed(() => toValue(id))],
    queryFn: ({ signal }) => http.json<T>('GET', itemPath(resource, toValue(id)), { signal }),
    refetchInterval: (state) => (refreshEvery && state.state.data ? refreshEvery(state.state.data.data) : false),
  })
}

/** The whole collection, for selects and for names. */
export function useAll<T>(resource: Resource, filter: MaybeRefOrGetter<Query> = {}) {
  return useQuery({
    queryKey: [resource, 'all', computed(() => toValue(filter))],
    queryFn: ({ signal }) =>
      readAll((cursor) => http.get<Page<T>>(`/v1/${resource}`, { ...toValue(filter), limit: 200, cursor }, signal)),
    staleTime: 15_000,
  })
}

export function itemPath(resource: Resource, id: string): string {
  return `/v1/${resource}/${encodeURIComponent(id)}`
}

export function refresh(client: QueryClient, ...resources: Resource[]): Promise<unknown> {
  return Promise.all(resources.map((resource) => client.invalidateQueries({ queryKey: [resource] })))
}

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
