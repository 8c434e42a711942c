// components/azure, the code and Terraform say the same of components, topics, subscriptions, probes and variables.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { parse } from 'yaml'
import { copyInfra, planEnvironment, readPlan } from '../plans.mjs'
import { infra, startTerraform, withoutTerraform } from '../terraform.mjs'

const root = join(infra, '..')
const read = (...path) => readFileSync(join(root, ...path), 'utf8')
const components = readdirSync(join(root, 'components/azure')).map((file) => parse(read('components/azure', file)))
const sources = (folder) => readdirSync(join(root, folder), { recursive: true }).filter((file) => file.endsWith('.cs')).map((file) => read(folder, file)).join('\n')

// DaprNames: constant -> topic, by what the topics' subscriptions and publications in the code name.
const constants = Object.fromEntries([...read('apps/Domain/Messages/RunMessages.cs').matchAll(/const string (\w+) = "([\w.]+)"/g)].map(([, name, value]) => [name, value]))
const topics = Object.values(constants).filter((value) => value.includes('.'))
const APPS = { Api: 'report-api', Worker: 'report-worker', Scheduler: 'report-scheduler' }
const named = (pattern) => (text) => [...text.matchAll(pattern)].map(([, name]) => constants[name]).filter((topic) => topics.includes(topic))
const subscribed = (text) => [...named(/WithTopic\(DaprNames\.PubSub, DaprNames\.(\w+)/g)(text), ...named(/\bName = DaprNames\.(\w+)/g)(text)]

describe('Terraform agrees', { skip: withoutTerraform }, () => {
  let terraform, copy, resources
  const values = (type) => resources.filter((resource) => resource.type === type).map((resource) => resource.values)

  before(async () => {
    terraform = await startTerraform()
    copy = copyInfra()
    const { status, output, folder } = await planEnvironment(terraform, copy.root, 'dev')
    assert.equal(status, 0, output)
    resources = (await readPlan(terraform, folder)).resources
  })
  after(() => {
    terraform?.stop()
    copy?.remove()
  })

  test('with components/azure on names, types, versions and scopes', () => {
    const expected = components.filter(({ kind }) => kind === 'Component').map(({ metadata, spec, scopes }) => ({ name: metadata.name, type: spec.type, version: spec.version, scopes }))
    const planned = values('azurerm_container_app_environment_dapr_component').map(({ name, component_type: type, version, scopes }) => ({ name, type, version, scopes }))
    const byName = (a, b) => a.name.localeCompare(b.name)
    assert.deepEqual(planned.sort(byName), expected.sort(byName))
  })

  test('with components/azure on all that is fixed in the metadata', () => {
    for (const { metadata: { name }, spec } of components.filter(({ kind }) => kind === 'Component')) {
      const planned = values('azurerm_container_app_environment_dapr_component').find((component) => component.name === name).metadata
      for (const { name: key, value } of spec.metadata.filter((item) => item.value !== undefined))
        assert.equal(planned.find((item) => item.name === key)?.value, value, `${name}.${key}`)
      for (const { name: key } of spec.metadata) assert.ok(planned.some((item) => item.name === key), `${name} lacks ${key}`)
    }
  })

  test('with components/azure on retries', () => {
    const { policies, targets } = components.find(({ kind }) => kind === 'Resiliency').spec
    const policy = policies.retries[targets.components.pubsub.inbound.retry]
    const text = read('infra/modules/compute/dapr.tf')
    assert.match(text, new RegExp(`maxRetries\\s*= ${policy.maxRetries}\\b`))
    assert.match(text, new RegExp(`initialDelayInMilliseconds = ${parseInt(policy.duration) * 1000}, maxIntervalInMilliseconds = ${parseInt(policy.duration) * 1000}`))
  })

  test('with the code on topics', () => {
    assert.deepEqual(values('azurerm_servicebus_topic').map(({ name }) => name).sort(), [...topics].sort())
  })

  test('with the code on who subscribes to what, and subscriptions are named for app ids', () => {
    const expected = Object.entries(APPS).flatMap(([folder, app]) => subscribed(sources(`apps/${folder}`)).map((topic) => `${topic}/${app}`))
    const planned = resources.filter(({ type }) => type === 'azurerm_servicebus_subscription').map(({ index, values: { name } }) => `${index.split('/')[0]}/${name}`)
    assert.ok(expected.length >= 6, 'the code was not understood')
    assert.deepEqual(planned.sort(), [...new Set(expected)].sort())
  })

  test('with what the sidecars let the apps subscribe to', () => {
    const scopes = values('azurerm_container_app_environment_dapr_component').find(({ name }) => name === 'pubsub').metadata.find(({ name }) => name === 'subscriptionScopes').value
    for (const [folder, app] of Object.entries(APPS)) {
      const allowed = new RegExp(`${app}=([^;]*)`).exec(scopes)[1].split(',').filter(Boolean)
      assert.deepEqual(allowed.sort(), [...new Set(subscribed(sources(`apps/${folder}`)))].sort(), app)
    }
  })

  test('with what the apps publish', () => {
    const scopes = values('azurerm_container_app_environment_dapr_component').find(({ name }) => name === 'pubsub').metadata.find(({ name }) => name === 'publishingScopes').value
    const published = named(/Publish(?:Event)?Async(?:<\w+>)?\(\s*DaprNames\.PubSub,\s*DaprNames\.(\w+)/g)
    for (const [folder, app] of Object.entries(APPS)) {
      const text = sources(`apps/${folder}`)
      const dead = named(/DeadLetterTopic = DaprNames\.(\w+)/g)(text)
      const bulk = named(/BulkPublishEventAsync\(\s*DaprNames\.PubSub,\s*DaprNames\.(\w+)/g)(text)
      const allowed = new RegExp(`${app}=([^;]*)`).exec(scopes)[1].split(',').filter(Boolean)
      assert.deepEqual(allowed.sort(), [...new Set([...published(text), ...bulk, ...dead])].sort(), app)
    }
  })

  test('with the health endpoints', () => {
    const paths = [...read('apps/ServiceDefaults/Health/HealthEndpoints.cs').matchAll(/MapHealthChecks\("([^"]+)"/g)].map(([, path]) => path)
    for (const { name, template: [{ container: [container] }] } of values('azurerm_container_app'))
      for (const kind of ['startup_probe', 'liveness_probe', 'readiness_probe']) assert.ok(paths.includes(container[kind][0].path), `${name}: ${kind}`)
  })

  test('with the apps on the names of their variables', () => {
    const code = `${read('README.md')}\n${sources('apps')}`
    for (const { name, template: [{ container: [{ env }] }] } of values('azurerm_container_app'))
      for (const variable of env.map((item) => item.name).filter((item) => !/^(AZURE|OTEL)_/.test(item)))
        assert.ok(code.includes(variable) || code.includes(variable.replaceAll('__', ':')), `${name} knows no ${variable}`)
  })

  test('with the shutdown of the apps: Azure waits longer than they do', () => {
    const seconds = Number(/ShutdownTimeout = TimeSpan\.FromSeconds\((\d+)\)/.exec(sources('apps/ServiceDefaults'))[1])
    for (const { name, template: [template] } of values('azurerm_container_app')) assert.ok(template.termination_grace_period_seconds > seconds, name)
  })

  test('with the Containerfiles on the port', () => {
    for (const folder of Object.keys(APPS)) assert.match(read('apps', folder, 'Containerfile'), /^EXPOSE 8080$/m)
    for (const { dapr } of values('azurerm_container_app')) assert.equal(dapr[0].app_port, 8080)
  })
})
