// recover with an az that writes down what it was asked, and answers as Azure would.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, test } from 'node:test'

const AZ = `#!/usr/bin/env bash
echo "$*" >>"$CALLS"
case "$*" in
  *'revision list'*) echo "$(sed -E 's/.*--name (\\S+).*/\\1/' <<<"$*")--r1" ;;
  *'secret show'*) echo 'Host=old.example.com;Database=reports;Username=u;Password=p;SSL Mode=VerifyFull' ;;
  *'env list'*) echo rs-stage-env ;;
  *'dapr-component show'*) printf 'componentType: state.postgresql\\nmetadata:\\n- name: connectionString\\n  value: host=old.example.com port=5432 user=u\\n' ;;
  *'dapr-component set'*) sed 's/^/yaml /' "$(sed -E 's/.*--yaml (\\S+).*/\\1/' <<<"$*")" >>"$CALLS" ;;
  *'job start'*) echo "$(sed -E 's/.*--name (\\S+).*/\\1/' <<<"$*")-x" ;;
  *"execution show"*"$FAILING-x"*) echo Failed ;;
  *'execution show'*) echo Succeeded ;;
esac
`
let folder

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'recover-'))
  writeFileSync(join(folder, 'az'), AZ)
  chmodSync(join(folder, 'az'), 0o755)
})
afterEach(() => rmSync(folder, { recursive: true }))

function recover(failing = 'none') {
  const calls = join(folder, 'calls')
  rmSync(calls, { force: true })
  const { status } = spawnSync(new URL('recover', import.meta.url).pathname, ['rs-stage-rg', 'rs-stage-kv', 'new.example.com'], {
    env: { PATH: `${folder}:${process.env.PATH}`, CALLS: calls, FAILING: failing, STATE_FILE: join(folder, 'revisions'), POLL_SECONDS: '0' },
  })
  return { status, calls: readFileSync(calls, 'utf8').trim().split('\n') }
}

const steps = (calls) => calls
  .map((call) => /revision (activate|deactivate)|secret set|job start --name (\w+)/.exec(call))
  .filter(Boolean)
  .map(([step, , job]) => job ?? step)
  .filter((step, i, all) => step !== all[i - 1])

test('apps are stopped before the secrets change, and started when the runs are requested again', () => {
  const { status, calls } = recover()

  assert.equal(status, 0)
  assert.deepEqual(steps(calls), ['revision deactivate', 'secret set', 'verify', 'requeue', 'revision activate'])
  for (const app of ['report-scheduler', 'report-worker', 'report-api'])
    for (const step of ['deactivate', 'activate']) assert.ok(calls.some((call) => call.startsWith(`containerapp revision ${step} --name ${app} `) && call.includes(`--revision ${app}--r1`)), `${step} ${app}`)
  const secrets = calls.filter((call) => call.startsWith('keyvault secret set'))
  assert.deepEqual(secrets.map((call) => /--name (\S+)/.exec(call)[1]), ['owner', 'scheduler', 'api', 'worker'].map((name) => `connection-postgres-${name}`))
  for (const call of secrets) assert.match(call, /--value Host=new\.example\.com;Database=reports;Username=u;Password=p;SSL Mode=VerifyFull /)
  assert.ok(calls.includes('yaml   value: host=new.example.com port=5432 user=u'), 'the state of workflows is on the new server')
  assert.ok(!existsSync(join(folder, 'revisions')))
})

test('an audit trail that is not whole leaves the apps stopped and requests nothing', () => {
  const { status, calls } = recover('verify')

  assert.equal(status, 1)
  assert.deepEqual(steps(calls), ['revision deactivate', 'secret set', 'verify'])
})

test('a second run starts what the first one stopped', () => {
  recover('requeue')
  const { status, calls } = recover()

  assert.equal(status, 0)
  assert.ok(!calls.some((call) => call.includes('revision list')))
  assert.equal(calls.filter((call) => call.includes('revision activate')).length, 3)
})
