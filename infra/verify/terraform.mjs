// Runs the real Terraform against the schema-only provider, offline.
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startProvider } from './provider/server.mjs'
import { loadSchema } from './schema/load.mjs'

/** The folder infra/. */
export const infra = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '')

/** Terraform's version, or null when there is no binary on the PATH. */
export function terraformVersion() {
  const { stdout, status } = spawnSync('terraform', ['version', '-json'], { env: { ...process.env, CHECKPOINT_DISABLE: '1' }, encoding: 'utf8' })
  return status === 0 ? JSON.parse(stdout).terraform_version : null
}

/** Why a test is skipped, or false: for the skip option of node:test. */
export const withoutTerraform = terraformVersion() === null && 'the terraform binary is not on the PATH'

/** Starts the provider. @returns {Promise<{ run: (folder: string, ...args: string[]) => Promise<{ status: number, output: string, stdout: string }>, stop: () => void }>} */
export async function startTerraform() {
  const provider = await startProvider(loadSchema())
  const data = mkdtempSync(join(tmpdir(), 'terraform-'))
  const environment = {
    ...process.env, ...provider.environment,
    // No registry, no version check, no settings of whoever runs this.
    CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1', TF_INPUT: '0', TF_CLI_CONFIG_FILE: '/dev/null',
  }
  return {
    run: (folder, ...args) => new Promise((resolve, reject) => {
      const child = spawn('terraform', args, { cwd: folder, env: { ...environment, TF_DATA_DIR: join(data, folder.replaceAll('/', '_')) } })
      let stdout = '', stderr = ''
      child.stdout.on('data', (chunk) => { stdout += chunk })
      child.stderr.on('data', (chunk) => { stderr += chunk })
      child.on('error', reject)
      child.on('close', (status) => resolve({ status, stdout, output: stdout + stderr }))
    }),
    stop() {
      provider.stop()
      rmSync(data, { recursive: true, force: true })
    },
  }
}
