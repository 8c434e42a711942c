// The schema that everything else is checked against is the whole of one known version of azurerm.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { extractSchema } from '../schema/extract.mjs'
import { loadSchema } from '../schema/load.mjs'
import { infra } from '../terraform.mjs'

const VERSION = '4.73.0'

test('the schema is azurerm 4.73.0 with all its types', () => {
  const schema = extractSchema()
  assert.equal(schema.version, VERSION)
  assert.equal(Object.keys(schema.resources).length, 1132)
  assert.equal(Object.keys(schema.dataSources).length, 396)
})

test('types, flags and nesting of a resource are those of the provider', () => {
  const { attributes, blocks } = loadSchema().resources.azurerm_container_app
  assert.deepEqual(attributes.name, { type: 'string', required: true })
  assert.deepEqual(attributes.outbound_ip_addresses, { type: ['list', 'string'], computed: true })
  assert.deepEqual(attributes.tags, { type: ['map', 'string'], optional: true })
  assert.deepEqual([blocks.secret.nesting, blocks.secret.max], ['set', 0])
  assert.deepEqual([blocks.ingress.nesting, blocks.ingress.min, blocks.ingress.max], ['list', 0, 1])
  assert.equal(blocks.ingress.block.blocks.traffic_weight.min, 1)
  assert.equal(blocks.template.min, 1)
  assert.deepEqual(blocks.timeouts.nesting, 'single')
})

test('environments pin the version of the provider that they are checked against', () => {
  for (const environment of readdirSync(join(infra, 'environments'))) {
    const text = readFileSync(join(infra, 'environments', environment, 'versions.tf'), 'utf8')
    assert.match(text, new RegExp(`version\\s*=\\s*"${VERSION}"`), environment)
  }
})
