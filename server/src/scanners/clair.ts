import type { ArtifactSource } from '../registry/artifact-source.ts';
import type { ImageLayer } from '../registry/image-source.ts';
import type { Clock } from '../registry/patience/clock.ts';
import { fail, ok, type Result } from '../text/result.ts';
import {
  createClairClient,
  type ClairClient,
  type ClairClientOptions,
  type ClairLayer,
  type ClairLimit,
} from './clair-client.ts';
import { readClairReport } from './clair-report.ts';
import { registryFailure, scanError } from './scan-errors.ts';
import type { ScanError, Scanner, ScanSubject } from './scan.ts';

export interface ClairOptions extends Omit<ClairClientOptions, 'settings'> {
  /** Undefined when the person has set no Clair. */
  readonly settings: ClairClientOptions['settings'] | undefined;
  readonly registry: Pick<ArtifactSource, 'blobAddress'>;
  readonly clock: Clock;
  /** Milliseconds that all of it may take. */
  readonly timeout: number;
}

/** Milliseconds before Clair is asked again whether it is done; each further wait is twice as long, up to the longest. */
const firstWait = 1_000;
const longestWait = 15_000;

const ociLayer = /^application\/vnd\.oci\.image\.layer\.v1\.tar(?:\+(?:gzip|zstd))?$/;
/** Docker's media types by OCI's, which are the only ones that Clair takes (OCI image specification, "Compatibility Matrix"). */
const dockerLayers: ReadonlyMap<string, string> = new Map([
  [
    'application/vnd.docker.image.rootfs.diff.tar.gzip',
    'application/vnd.oci.image.layer.v1.tar+gzip',
  ],
  ['application/vnd.docker.image.rootfs.diff.tar', 'application/vnd.oci.image.layer.v1.tar'],
]);

/**
 * Clair v4 over HTTP, where the person has set it. It fetches the layers itself: only when it does not know the image yet
 * it is told where they are, with tokens that can do nothing but pull this repository.
 */
export function clair(options: ClairOptions): Scanner {
  return {
    name: 'clair',
    title: 'Clair',
    async scan(subject, signal) {
      const { settings, clock, timeout, now } = options;
      if (settings === undefined) return fail(scanError('clair', 'not-set-up'));
      const client = await createClairClient({ ...options, settings });
      if (!client.ok) return client;
      const end = clock.now() + timeout;
      const limit = () => ({ timeout: Math.max(1, end - clock.now()), signal });
      const bytes = await reportOf(client.value, subject, options, end, limit);
      if (!bytes.ok) return bytes;
      return readClairReport(bytes.value, { digest: subject.manifest.digest, at: now() });
    },
  };
}

async function reportOf(
  client: ClairClient,
  subject: ScanSubject,
  options: ClairOptions,
  end: number,
  limit: () => ClairLimit,
): Promise<Result<Uint8Array, ScanError>> {
  const { digest } = subject.manifest;
  const known = await client.report(digest, limit());
  if (!known.ok) return known;
  if (known.value !== undefined) return ok(known.value);
  const indexed = await index(client, subject, options, end, limit);
  if (!indexed.ok) return indexed;
  const report = await client.report(digest, limit());
  if (!report.ok) return report;
  return report.value === undefined
    ? fail(scanError('clair', 'pending', 'indexed, but without a report'))
    : ok(report.value);
}

/** Has Clair list the image's parts, and waits until it has. */
async function index(
  client: ClairClient,
  { reference, manifest }: ScanSubject,
  { registry, clock }: ClairOptions,
  end: number,
  limit: () => ClairLimit,
): Promise<Result<true, ScanError>> {
  const layers: ClairLayer[] = [];
  for (const layer of manifest.layers) {
    const address = await registry.blobAddress(reference, layer.digest, limit().signal);
    if (!address.ok) return fail(registryFailure('clair', address.error));
    layers.push(layerFor(layer, address.value));
  }
  let state = await client.index({ hash: manifest.digest, layers }, limit());
  for (let wait = firstWait; ; wait = Math.min(2 * wait, longestWait)) {
    if (!state.ok) return state;
    if (state.value === 'finished') return ok(true);
    if (clock.now() + wait > end) return fail(scanError('clair', 'timeout'));
    if (!(await clock.wait(wait, limit().signal))) return fail(scanError('clair', 'cancelled'));
    state = await client.state(manifest.digest, limit());
  }
}

function layerFor(
  { digest, mediaType }: ImageLayer,
  { url, token }: { readonly url: string; readonly token: string | undefined },
): ClairLayer {
  const known = ociLayer.test(mediaType) ? mediaType : dockerLayers.get(mediaType);
  return {
    hash: digest,
    uri: url,
    ...(token !== undefined && { headers: { Authorization: [`Bearer ${token}`] } }),
    ...(known !== undefined && { media_type: known }),
  };
}
