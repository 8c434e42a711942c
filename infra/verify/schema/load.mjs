// The schema with its overlay, kept beside the packages because reading 1,500 files takes a while.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { extractSchema, packageFolder } from './extract.mjs'

const here = fileURLToPath(new URL('.', import.meta.url))

export function loadSchema() {
  const overlay = JSON.parse(readFileSync(join(here, 'overlay.json'), 'utf8'))
  return overlaid(cached(), overlay)
}

function cached() {
  const key = createHash('sha256')
    .update(readFileSync(join(here, 'extract.mjs')))
    .update(readFileSync(join(packageFolder(), '..', 'package.json')))
    .digest('hex').slice(0, 16)
  const folder = join(here, '..', 'node_modules', '.cache')
  const file = join(folder, `azurerm-${key}.json`)
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true })
    // Another test process may read it meanwhile.
    writeFileSync(`${file}.${process.pid}`, JSON.stringify(extractSchema()))
    renameSync(`${file}.${process.pid}`, file)
  }
  return JSON.parse(readFileSync(file, 'utf8'))
}

/** Puts back what the package's generator drops. A name that the schema does not have is an error of the overlay. */
function overlaid(schema, { sensitive, writeOnly, items, required }) {
  for (const path of sensitive) attribute(schema, path).sensitive = true
  for (const path of writeOnly) attribute(schema, path).write_only = true
  for (const [path, limits] of Object.entries(items)) Object.assign(nested(schema, path), limits)
  for (const path of required) schema.provider.blocks[path].min = 1
  return schema
}

function attribute(schema, path) {
  const steps = path.split('.')
  const name = steps.pop()
  const block = steps.length > 1 ? nested(schema, steps.join('.')).block : schema.resources[steps[0]]
  return block?.attributes[name] ?? fail(path)
}

function nested(schema, path) {
  const [type, ...steps] = path.split('.')
  let block = schema.resources[type]
  let found
  for (const step of steps) {
    found = block?.blocks[step] ?? fail(path)
    block = found.block
  }
  return found ?? fail(path)
}

function fail(path) {
  throw new Error(`overlay.json names ${path}, which the schema does not have.`)
}
