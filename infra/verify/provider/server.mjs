// A provider that has azurerm's schema and nothing behind it: Terraform validates, plans and applies against it without
// Azure and without the internet. Terraform finds it by TF_REATTACH_PROVIDERS, so there is no plugin binary and no lock file.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import grpc from '@grpc/grpc-js'
import { loadSync } from '@grpc/proto-loader'
import { violations } from '../schema/rules.mjs'
import { apply, plan, read } from './lifecycle.mjs'
import { schemaResponse } from './messages.mjs'
import { decode, encode } from './values.mjs'

const ADDRESS = 'registry.terraform.io/hashicorp/azurerm'
const PROTO = fileURLToPath(new URL('tfplugin5.proto', import.meta.url))

/** Starts it on a socket of its own. @returns {Promise<{ environment: Record<string, string>, stop: () => void }>} */
export async function startProvider(schema) {
  const folder = mkdtempSync(join(tmpdir(), 'azurerm-'))
  const socket = join(folder, 'provider.sock')
  const definition = loadSync(PROTO, { keepCase: true, defaults: true, longs: Number })
  const server = new grpc.Server({ 'grpc.max_receive_message_length': -1, 'grpc.max_send_message_length': -1 })
  server.addService(definition['tfplugin5.Provider'], unary(handlers(schema)))
  await new Promise((resolve, reject) =>
    server.bindAsync(`unix:${socket}`, grpc.ServerCredentials.createInsecure(), (error) => (error ? reject(error) : resolve())))
  const reattach = { [ADDRESS]: { Protocol: 'grpc', ProtocolVersion: 5, Pid: process.pid, Test: true, Addr: { Network: 'unix', String: socket } } }
  return {
    environment: { TF_REATTACH_PROVIDERS: JSON.stringify(reattach) },
    stop() {
      server.forceShutdown()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function handlers(schema) {
  const response = schemaResponse(schema)
  const resource = (name) => schema.resources[name]
  return {
    GetSchema: () => response,
    PrepareProviderConfig: ({ config }) => ({ prepared_config: config }),
    ValidateResourceTypeConfig: ({ type_name, config }) => ({ diagnostics: violations(type_name, decode(config)).map(diagnostic) }),
    ValidateDataSourceConfig: () => ({}),
    UpgradeResourceState: ({ raw_state }) => ({ upgraded_state: { json: raw_state.json } }),
    Configure: () => ({}),
    ReadResource: ({ current_state }) => ({ new_state: current_state }),
    PlanResourceChange: ({ type_name, prior_state, proposed_new_state }) => ({
      planned_state: encode(plan(resource(type_name), decode(prior_state), decode(proposed_new_state))),
      legacy_type_system: true,
    }),
    ApplyResourceChange: ({ type_name, planned_state }) => ({
      new_state: encode(apply(type_name, resource(type_name), decode(planned_state))),
      legacy_type_system: true,
    }),
    ReadDataSource: ({ type_name, config }) => ({ state: encode(read(type_name, schema.dataSources[type_name], decode(config))) }),
    Stop: () => ({}),
  }
}

const unary = (methods) => Object.fromEntries(Object.entries(methods).map(([name, method]) => [name, (call, callback) => {
  try {
    callback(null, method(call.request))
  } catch (error) {
    callback({ code: grpc.status.INTERNAL, details: String(error.stack) })
  }
}]))

const diagnostic = ({ path, message }) => ({
  severity: 1,
  summary: message,
  detail: path.join('.'),
  attribute: { steps: path.map((step) => (typeof step === 'number' ? { element_key_int: step } : { attribute_name: step })) },
})
