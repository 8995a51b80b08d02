import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sendStatus, startFakeRegistry, type ReceivedRequest } from './fake-registry.ts';

/** A server that gives the files of a folder away, as object stores do for registries. */
export interface BlobStore {
  readonly url: string;
  /** A registry's root directory. */
  readonly folder: string;
  readonly requests: readonly ReceivedRequest[];
  /** Gives these bytes for everything from now on; the function that it returns ends that. */
  exchange(bytes: Uint8Array): () => void;
  close(): Promise<void>;
}

export async function startBlobStore(): Promise<BlobStore> {
  const folder = await mkdtemp(join(tmpdir(), 'blobs-'));
  let exchanged: Uint8Array | undefined;
  const server = await startFakeRegistry(({ path }, response) => {
    if (!/^\/docker\/registry\/v2\/blobs\/[\w/]+\/data$/.test(path)) {
      sendStatus(response, 404);
      return;
    }
    void readFile(join(folder, path)).then(
      (bytes) => response.end(exchanged ?? bytes),
      () => {
        sendStatus(response, 404);
      },
    );
  });
  return {
    url: server.url,
    folder,
    requests: server.requests,
    exchange(bytes) {
      exchanged = bytes;
      return () => (exchanged = undefined);
    },
    async close() {
      await server.close();
      await rm(folder, { recursive: true });
    },
  };
}
