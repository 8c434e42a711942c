// The schema as the plugin protocol wants it.
const NESTING = { single: 1, list: 2, set: 3 }

export function schemaResponse(schema) {
  return {
    provider: message(schema.provider),
    resource_schemas: mapped(schema.resources),
    data_source_schemas: mapped(schema.dataSources),
    server_capabilities: { plan_destroy: false, get_provider_schema_optional: true },
  }
}

const mapped = (types) => Object.fromEntries(Object.entries(types).map(([name, block]) => [name, message(block)]))

const message = (root) => ({ version: 0, block: blockMessage(root) })

const blockMessage = (block) => ({
  attributes: Object.entries(block.attributes).map(([name, { type, ...flags }]) => ({ name, type: Buffer.from(JSON.stringify(type)), ...flags })),
  block_types: Object.entries(block.blocks).map(([name, nested]) => ({
    type_name: name,
    nesting: NESTING[nested.nesting],
    min_items: nested.min,
    max_items: nested.max,
    block: blockMessage(nested.block),
  })),
})
