// What a provider of the old SDK does with values, as far as it can be told from the schema.
import { mapAttributes, UNKNOWN } from './values.mjs'

/** The planned state: what the provider computes is unknown until it is created. */
export function plan(block, prior, proposed) {
  if (proposed === null) return null
  return mapAttributes(block, proposed, (attribute, value) => {
    if (attribute.write_only) return null
    return attribute.computed && value === null && prior === null ? UNKNOWN : value
  })
}

/** The state after applying: what was unknown is made up, the same for the same resource. */
export function apply(type, block, planned) {
  if (planned === null) return null
  return mapAttributes(block, planned, (attribute, value, name, owner) => fill(attribute.type, value, name, owner, type))
}

/** The state of a data source that was read: the configuration, and made-up values for the rest. */
export const read = (type, block, config) =>
  mapAttributes(block, config, (attribute, value, name, owner) =>
    fill(attribute.type, attribute.computed && value === null ? UNKNOWN : value, name, owner, type))

function fill(type, value, name, owner, resource) {
  if (value === UNKNOWN) return madeUp(type, name, owner, resource)
  if (value === null || typeof type === 'string') return value
  const [kind, element] = type
  if (kind === 'object') return Object.fromEntries(Object.entries(element).map(([n, t]) => [n, fill(t, value[n] ?? null, n, owner, resource)]))
  if (kind === 'map') return Object.fromEntries(Object.entries(value).map(([n, v]) => [n, fill(element, v, n, owner, resource)]))
  return value.map((item) => fill(element, item, name, owner, resource))
}

function madeUp(type, name, owner, resource) {
  if (type === 'string') return name === 'id' ? madeUpId(owner, resource) : madeUpText(name, owner, resource)
  if (type === 'number') return 0
  if (type === 'bool') return false
  const [kind, element] = type
  if (kind === 'map') return {}
  if (kind === 'object') return Object.fromEntries(Object.entries(element).map(([n, t]) => [n, madeUp(t, n, owner, resource)]))
  // A list that a provider computes has an element more often than not, and [0] of an empty one stops the plan.
  return [madeUp(element, name, owner, resource)]
}

const text = (value) => (typeof value === 'string' ? value : '')

function madeUpId(owner, resource) {
  const parent = Object.entries(owner).find(([name, value]) => /_id$/.test(name) && text(value).startsWith('/'))?.[1]
  const group = text(owner.resource_group_name) || 'none'
  const name = text(owner.name) || resource
  return parent ? `${parent}/${resource}/${name}` : `/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/${group}/${resource}/${name}`
}

function madeUpText(name, owner, resource) {
  if (/(principal|tenant|client|object|subscription)_id$/.test(name)) return '00000000-0000-0000-0000-000000000000'
  if (/_id$/.test(name)) return `/made-up/${resource}/${text(owner.name)}/${name}`
  const label = `${text(owner.name) || resource}-${name}`.replaceAll('_', '-')
  return /_(uri|url|endpoint)$/.test(name) ? `https://${label}.example/` : label
}
