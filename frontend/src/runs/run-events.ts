import { useQueryClient } from '@tanstack/vue-query'
import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import { http } from '@/api'
import { followEvents } from '@/api/event-stream'
import { toProblem, type ApiProblem } from '@/api/problem'
import { itemPath, refresh } from '@/api/queries'
import type { RunEvent } from '@/api/types'
import { arrangeEvents } from './event-text'

export type Connection = 'connecting' | 'live' | 'reconnecting' | 'ended'

/** Everything that happened to a run, followed live until it ends or the page is left. */
export function useRunEvents(runId: string) {
  const client = useQueryClient()
  const received = shallowRef<RunEvent[]>([])
  const connection = ref<Connection>('connecting')
  const problem = shallowRef<ApiProblem | null>(null)
  const abort = new AbortController()
  onScopeDispose(() => abort.abort())

  async function follow(): Promise<void> {
    connection.value = 'connecting'
    problem.value = null
    try {
      await followEvents({
        http,
        path: `${itemPath('runs', runId)}/events`,
        signal: abort.signal,
        onEvent: ({ data }) => (received.value = [...received.value, JSON.parse(data) as RunEvent]),
        onConnection: (connected) => {
          connection.value = connected ? 'live' : 'reconnecting'
        },
      })
      connection.value = 'ended'
    } catch (error) {
      problem.value = toProblem(error)
    }
    if (!abort.signal.aborted) await refresh(client, 'runs')
  }

  void follow()
  return { events: computed(() => arrangeEvents(received.value)), connection, problem, follow }
}
