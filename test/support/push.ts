import type { Content, SampleImage } from '../../scripts/start/sample-images.ts';

/** A registry to push to, and the `Authorization` field that it wants. */
export interface PushTarget {
  readonly url: string;
  readonly authorization?: string;
}

/** Pushes an image after the distribution specification, "Push": blobs, then manifests, the tag last. */
export async function push(
  { repository, tag, root, manifests, blobs }: SampleImage,
  target: PushTarget,
): Promise<void> {
  const base = `${target.url}/v2/${repository}`;
  for (const blob of blobs) await pushBlob(`${base}/blobs/uploads/`, blob, target);
  for (const manifest of manifests)
    await putManifest(`${base}/manifests/${manifest.digest}`, manifest, target);
  await putManifest(`${base}/manifests/${tag}`, root, target);
}

async function pushBlob(uploads: string, { digest, bytes }: Content, target: PushTarget) {
  const started = await send('POST', uploads, {}, target);
  const location = new URL(started.headers.get('location') ?? '', uploads);
  location.searchParams.set('digest', digest);
  const headers = { 'Content-Type': 'application/octet-stream' };
  await send('PUT', location.href, headers, target, bytes);
}

async function putManifest(url: string, { mediaType, bytes }: Content, target: PushTarget) {
  await send('PUT', url, { 'Content-Type': mediaType }, target, bytes);
}

async function send(
  method: string,
  url: string,
  headers: Readonly<Record<string, string>>,
  { authorization }: PushTarget,
  bytes?: Uint8Array,
): Promise<Response> {
  const response = await fetch(url, {
    method,
    headers: { ...headers, ...(authorization !== undefined && { Authorization: authorization }) },
    body: bytes === undefined ? null : Buffer.from(bytes),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${text}`);
  return response;
}
