import { useInfiniteQuery, useQuery, type QueryClient } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import type { Query } from './http'
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
  | 'calendars'
  | 'backfills'
  | 'alerts'

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

/** Deletes a thing in the version that was seen, and refreshes the collections it was in. */
export async function removeItem(client: QueryClient, resource: Resource, id: string, etag: string | null): Promise<void> {
  await http.json('DELETE', itemPath(resource, id), { ifMatch: etag })
  // What shows the thing itself is still on the screen and would ask for it in vain.
  await client.invalidateQueries({ queryKey: [resource], predicate: ({ queryKey }) => ['list', 'all'].includes(String(queryKey[1])) })
}
