// Plans of environments in a copy with a local backend, so that no state in Azure is needed.
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { infra } from './terraform.mjs'

/** A copy of infra/modules and infra/environments. @returns {{ root: string, remove: () => void }} */
export function copyInfra() {
  const root = mkdtempSync(join(tmpdir(), 'infra-'))
  for (const folder of ['modules', 'environments'])
    cpSync(join(infra, folder), join(root, folder), { recursive: true, filter: (path) => !path.includes('.terraform') })
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) }
}

const variables = (environment) => join(infra, 'verify', 'fixtures', environment === 'shared' ? 'shared.tfvars.json' : 'environment.tfvars.json')

/** Initialises an environment of a copy and plans it. @returns {Promise<{ status: number, output: string, folder: string }>} */
export async function planEnvironment(terraform, root, environment) {
  const folder = join(root, 'environments', environment)
  writeFileSync(join(folder, 'backend_override.tf'), 'terraform {\n  backend "local" {}\n}\n')
  const init = await terraform.run(folder, 'init', '-no-color')
  if (init.status !== 0) return { ...init, folder }
  return { ...await terraform.run(folder, 'plan', '-no-color', '-out=tfplan', `-var-file=${variables(environment)}`), folder }
}

/** The plan as JSON, with all resources in one list. */
export async function readPlan(terraform, folder) {
  const { status, stdout, output } = await terraform.run(folder, 'show', '-json', 'tfplan')
  if (status !== 0) throw new Error(output)
  const json = JSON.parse(stdout)
  return { json, text: stdout, resources: [...flatten(json.planned_values.root_module)] }
}

function* flatten(module) {
  for (const { address, type, name, index, values } of module.resources ?? []) yield { address, type, name, index, values }
  for (const child of module.child_modules ?? []) yield* flatten(child)
}
