// Runs one report on a running platform, from the request to its artifact.
const END = ['succeeded', 'deliveryFailed', 'failed', 'cancelled', 'skipped']

/**
 * @param {{ url: string, token: string, report: string, pause: () => Promise<void>, tries: number, fetch?: typeof globalThis.fetch }} options
 * @returns {Promise<{ run: string, bytes: number }>}
 * @throws {Error} saying which step did not do what it should
 */
export async function runReport({ url, token, report, pause, tries, fetch = globalThis.fetch }) {
  const call = async (method, path, body) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
      body: body && JSON.stringify(body),
    })
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${(await response.text()).slice(0, 300)}`)
    return response
  }

  const { id } = await (await call('POST', '/v1/runs', { reportId: report })).json()
  let run
  for (let i = 0; i < tries; i++) {
    run = await (await call('GET', `/v1/runs/${id}`)).json()
    if (END.includes(run.state)) break
    await pause()
  }
  if (run.state !== 'succeeded') throw new Error(`Run ${id} is ${run.state}.`)

  const { items } = await (await call('GET', `/v1/artifacts?runId=${id}`)).json()
  if (items.length !== 1) throw new Error(`Run ${id} has ${items.length} artifacts.`)
  const content = await (await call('GET', `/v1/artifacts/${items[0].id}/content`)).arrayBuffer()
  if (content.byteLength === 0) throw new Error(`The artifact of run ${id} is empty.`)
  return { run: id, bytes: content.byteLength }
}
