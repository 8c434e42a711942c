// Rebuilds azurerm's schema from the npm package @cdktn/provider-azurerm, whose files carry the TypeScript that was
// generated from the provider's own schema. What the generator drops (defaults, forceNew, sensitive, max_items above 1)
// is not there; overlay.json puts back what this project's Terraform relies on.
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const FLAGS = /^ {2}\/\/ (\w+) - computed: (true|false), optional: (true|false), required: (true|false)$/gm
const PRIMITIVES = { getStringAttribute: 'string', getNumberAttribute: 'number', getBooleanAttribute: 'bool' }
const STORAGE_CLASSES = {
  string: 'string', number: 'number', boolean: 'bool', stringMap: ['map', 'string'],
  stringList: 'string', numberList: 'number', numberListList: ['list', 'number'],
}

/** The folder of the package's generated files. */
export function packageFolder() {
  return join(dirname(createRequire(import.meta.url).resolve('@cdktn/provider-azurerm/package.json')), 'lib')
}

/** @returns {{ version: string, provider: object, resources: Record<string, object>, dataSources: Record<string, object> }} */
export function extractSchema(folder = packageFolder()) {
  const schema = { version: '', provider: null, resources: {}, dataSources: {} }
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue
    const text = source(join(folder, entry.name, 'index.js'))
    const file = parse(text)
    if (entry.name === 'provider') schema.provider = providerBlock(text, file)
    const main = file.main
    if (!main) continue
    schema.version ||= /providerVersion: '([^']+)'/.exec(text)?.[1] ?? ''
    const block = blockOf(file, main)
    if (main.base === 'TerraformDataSource') schema.dataSources[main.type] = block
    if (main.base === 'TerraformResource') schema.resources[main.type] = block
  }
  return schema
}

function source(path) {
  const js = readFileSync(path, 'utf8')
  const start = js.lastIndexOf('sourceMappingURL=data:application/json')
  if (start < 0) throw new Error(`${path} carries no source map.`)
  const base64 = js.slice(js.indexOf('base64,', start) + 7).trim()
  return JSON.parse(Buffer.from(base64, 'base64').toString()).sourcesContent[0]
}

/** Classes by name, the main one, and what is said about each attribute where HCL is written. */
function parse(text) {
  const classes = new Map()
  let main
  for (const part of text.split(/^(?=export class )/m).slice(1)) {
    const [, name, base] = /^export class (\w+) extends cdktn\.(\w+)/.exec(part)
    const type = /tfResourceType = "(\w+)"/.exec(part)?.[1]
    classes.set(name, { name, base, type, part, hcl: type ? written(part) : undefined })
    if (type && base !== 'TerraformProvider') main = classes.get(name)
  }
  const structs = new Map()
  for (const part of text.split(/^(?=export function )/m).slice(1)) {
    const name = /^export function (\w+)ToHclTerraform/.exec(part)?.[1]
    if (name) structs.set(name, written(part.split(/^(?=export )/m)[0]))
  }
  return { classes, structs, main }
}

/** name -> { block, mapped, type, storage } of the object literal that the generator writes for HCL. */
function written(part) {
  const result = new Map()
  const entries = /^ {4,6}(\w+): \{\n\s+value: (.*),\n\s+isBlock: (true|false),\n\s+type: "(\w+)",\n\s+storageClassType: "(\w+)",/gm
  for (const [, name, value, block, type, storage] of part.matchAll(entries))
    result.set(name, {
      // listMapperHcl(x, false) is a list of objects written as an attribute.
      block: block === 'true' && !/listMapperHcl\(\w+, false\)/.test(value),
      struct: /(\w+)ToHclTerraform/.exec(value)?.[1],
      single: !/listMapperHcl|hashMapperHcl/.test(value),
      type, storage,
    })
  return result
}

function blockOf(file, klass) {
  const block = { attributes: {}, blocks: {} }
  const hcl = klass.hcl ?? file.structs.get(lower(klass.name.replace(/OutputReference$/, ''))) ?? new Map()
  for (const { name, flags, body } of members(klass.part)) {
    const [, nested, kind, set] = / = new (\w+?)(List|OutputReference)\(this, "\w+"(?:, (true|false))?\)/.exec(body) ?? []
    // A list of lists of objects has a class XListList.
    const inner = nested && file.classes.get(`${nested.replace(/List$/, '')}OutputReference`)
    const meta = hcl.get(name)
    if (inner && meta?.block) block.blocks[name] = {
      nesting: meta.type === 'struct' ? 'single' : meta.type,
      min: flags.required ? 1 : 0,
      max: kind === 'OutputReference' && meta.type !== 'struct' ? 1 : 0,
      block: blockOf(file, inner),
    }
    else block.attributes[name] = {
      type: inner ? [set === 'true' || meta?.type === 'set' ? 'set' : 'list', objectType(file, inner)] : attributeType(body, meta, name),
      ...flags,
    }
  }
  return block
}

function* members(part) {
  const found = [...part.matchAll(FLAGS)]
  for (const [i, match] of found.entries()) {
    const [, name, computed, optional, required] = match
    const flags = {}
    if (required === 'true') flags.required = true
    if (optional === 'true') flags.optional = true
    if (computed === 'true') flags.computed = true
    yield { name, flags, body: part.slice(match.index, found[i + 1]?.index) }
  }
}

function attributeType(body, meta, name) {
  const [, list, accessor] = /return (cdktn\.Fn\.tolist\()?(?:cdktn\.Token\.asNumberList\()?(?:cdktn\.Fn\.tolist\()?this\.(\w+)\(/.exec(body) ?? []
  const set = Boolean(list) || meta?.type === 'set' || body.includes('Fn.tolist')
  const map = / = new cdktn\.(String|Number|Boolean)Map\(/.exec(body)?.[1]
  if (map) return ['map', { String: 'string', Number: 'number', Boolean: 'bool' }[map]]
  if (PRIMITIVES[accessor]) return PRIMITIVES[accessor]
  if (accessor === 'getStringMapAttribute') return ['map', 'string']
  if (accessor === 'getListAttribute') return [set ? 'set' : 'list', 'string']
  if (accessor === 'getNumberListAttribute') return [set ? 'set' : 'list', 'number']
  if (accessor === 'interpolationForAttribute') return ['list', ['list', 'number']]
  throw new Error(`The type of ${name} is unknown: ${body.slice(0, 200)}`)
}

function objectType(file, klass) {
  const { attributes, blocks } = blockOf(file, klass)
  const types = Object.entries(attributes).map(([name, attribute]) => [name, attribute.type])
  for (const [name, { nesting, block }] of Object.entries(blocks))
    types.push([name, [nesting, ['object', Object.fromEntries(Object.entries(block.attributes).map(([n, a]) => [n, a.type]))]]])
  return ['object', Object.fromEntries(types)]
}

/** The provider's own configuration has no accessors; what it writes as HCL says enough. All of it is optional there. */
function providerBlock(text, file) {
  const root = [...file.classes.values()].find((klass) => klass.base === 'TerraformProvider')
  const build = (hcl) => {
    const block = { attributes: {}, blocks: {} }
    for (const [name, meta] of hcl) {
      if (name === 'alias') continue
      if (meta.block) block.blocks[name] = { nesting: meta.type, min: 0, max: 1, block: build(file.structs.get(meta.struct)) }
      else block.attributes[name] = { type: meta.type === 'simple' ? STORAGE_CLASSES[meta.storage] : [meta.type, STORAGE_CLASSES[meta.storage]], optional: true }
    }
    return block
  }
  return build(written(root.part))
}

const lower = (name) => name[0].toLowerCase() + name.slice(1)
