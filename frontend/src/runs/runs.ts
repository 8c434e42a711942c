import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { http } from '@/api'
import type { Artifact, Page, Run } from '@/api/types'
import { groupBy } from '@/shared/group-by'

export const refreshEvery = 4_000

/** The artifacts of the most recent runs, by run. */
export function useRecentArtifacts() {
  const query = useQuery({
    queryKey: ['artifacts', 'recent'],
    queryFn: async ({ signal }) => (await http.get<Page<Artifact>>('/v1/artifacts', { limit: 200 }, signal)).items,
    refetchInterval: refreshEvery,
  })
  const byRun = computed(() => groupBy(query.data.value ?? [], (artifact) => artifact.runId))
  return (run: Run) => byRun.value.get(run.id) ?? []
}
