import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { http } from '@/api'
import { toProblem } from '@/api/problem'
import { itemPath } from '@/api/queries'
import type { ParameterOptions, ReportParameter } from '@/api/types'
import { toText } from './parameters'

/** The values that a saved report's parameter offers, read from its data source. They are only a help: a value may be typed without them. */
export function useParameterOptions(reportId: () => string | null, parameter: () => ReportParameter) {
  const query = useQuery({
    queryKey: ['reports', 'options', reportId, computed(() => parameter().name)],
    queryFn: ({ signal }) =>
      http.get<ParameterOptions>(`${itemPath('reports', reportId() ?? '')}/parameters/${encodeURIComponent(parameter().name)}/options`, {}, signal),
    enabled: computed(() => reportId() !== null && parameter().optionsSql !== null),
    retry: false,
    staleTime: 60_000,
  })
  return {
    options: computed(() => query.data.value?.items.map(({ value, label }) => ({ value: toText(value, parameter().type), text: label })) ?? []),
    note: computed(() => {
      if (query.error.value) return `Values to choose from could not be read: ${toProblem(query.error.value).message}`
      return query.data.value?.truncated ? 'There are more values than are offered.' : ''
    }),
  }
}
