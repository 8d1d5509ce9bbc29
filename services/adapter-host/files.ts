import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { IncomingFiles } from '../../contracts/adapter.ts'
import { createBlobs, INCOMING_FILES } from '../kit/blobs.ts'

/** Keeps contents in the data folder, from where the core takes them; both have the same folder. */
export function incomingFiles(dataDir: string): IncomingFiles {
  const blobs = createBlobs(join(dataDir, INCOMING_FILES))
  return {
    async put(contents, limit) {
      const received = await blobs.receive(Readable.from(contents), limit)
      try {
        await received.keep()
        return { sha256: received.sha256, size: received.size }
      } finally {
        await received.discard()
      }
    }
  }
}
