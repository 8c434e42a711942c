import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { http } from '@/api'
import type { InboxMail, InboxWebhook } from '@/api/types'

const refreshEvery = 5_000

/** Whether this server keeps the mails and webhooks it sent, as a development host does. */
export function useInboxAvailable() {
  const query = useQuery({
    queryKey: ['inbox', 'available'],
    queryFn: ({ signal }) => http.send('GET', '/dev/inbox/mail', { signal }).then(isJson, () => false),
    staleTime: Infinity,
  })
  return computed(() => query.data.value === true)
}

/** A server without the inbox may answer any address with the page itself. */
function isJson(response: Response): boolean {
  void response.body?.cancel()
  return response.status === 200 && /\bjson\b/.test(response.headers.get('content-type') ?? '')
}

export function useMails() {
  return useQuery({
    queryKey: ['inbox', 'mail'],
    queryFn: async ({ signal }) => (await http.get<{ items: InboxMail[] }>('/dev/inbox/mail', {}, signal)).items,
    refetchInterval: refreshEvery,
  })
}

export function useWebhooks() {
  return useQuery({
    queryKey: ['inbox', 'webhooks'],
    queryFn: async ({ signal }) => (await http.get<{ items: InboxWebhook[] }>('/dev/inbox/webhooks', {}, signal)).items,
    refetchInterval: refreshEvery,
  })
}
