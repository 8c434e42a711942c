import { http } from '@/api'
import { itemPath } from '@/api/queries'
import type { Artifact } from '@/api/types'

const revokeAfter = 60_000

/** Saves an artifact's content under its own name. A link alone could not carry the access token. */
export async function download(artifact: Artifact): Promise<void> {
  const response = await http.send('GET', `${itemPath('artifacts', artifact.id)}/content`, {
    headers: { accept: '*/*' },
  })
  const url = URL.createObjectURL(await response.blob())
  const link = document.createElement('a')
  link.href = url
  link.download = artifact.fileName
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), revokeAfter)
}
