import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { test } from 'node:test'
import { runReport } from './run.mjs'

/** A server that answers like the API: the run has each of the states in turn. */
async function platform(states, artifacts, use) {
  const seen = []
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`)
    if (request.headers.authorization !== 'Bearer t') return response.writeHead(401).end()
    if (request.method === 'POST') return response.writeHead(202).end('{"id":"r1"}')
    if (request.url.startsWith('/v1/runs/')) return response.end(JSON.stringify({ state: states.length > 1 ? states.shift() : states[0] }))
    if (request.url.endsWith('/content')) return response.end('a,b\n')
    response.end(JSON.stringify({ items: artifacts }))
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    return await use({ url: `http://127.0.0.1:${server.address().port}`, token: 't', report: 'p1', pause: async () => {}, tries: 5 }, seen)
  } finally {
    server.close()
  }
}

test('a run that succeeds has its artifact read', () => platform(['requested', 'running', 'succeeded'], [{ id: 'a1' }], async (options, seen) => {
  assert.deepEqual(await runReport(options), { run: 'r1', bytes: 4 })
  assert.equal(seen.at(-1), 'GET /v1/artifacts/a1/content')
}))
test('a run that fails fails the test', () => platform(['failed'], [], (options) => assert.rejects(runReport(options), /r1 is failed/)))
test('a run that does not end fails the test', () => platform(['running'], [], (options) => assert.rejects(runReport(options), /r1 is running/)))
test('a run without an artifact fails the test', () => platform(['succeeded'], [], (options) => assert.rejects(runReport(options), /0 artifacts/)))
test('a token that is not taken fails the test', () => platform(['succeeded'], [], (options) => assert.rejects(runReport({ ...options, token: 'x' }), /401/)))
