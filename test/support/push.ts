import { Agent } from 'node:https';
import fetch, { type Response } from 'node-fetch';
import type { Content, SampleImage } from '../../scripts/start/sample-images.ts';

/** A registry to push to, and what it wants for that. */
export interface PushTarget {
  readonly url: string;
  /** The `Authorization` field. */
  readonly authorization?: string;
  /** PEM: the authority of its certificate, and the certificate that clients must show. */
  readonly tls?: { readonly ca: string; readonly cert?: string; readonly key?: string };
}

/** Pushes an image after the distribution specification, "Push": blobs, then manifests, the tag last. */
export async function push(
  { repository, tag, root, manifests, blobs }: SampleImage,
  target: PushTarget,
): Promise<void> {
  for (const blob of blobs) await pushBlob(target, repository, blob);
  for (const { digest, mediaType, bytes } of manifests)
    await putManifest(target, repository, digest, mediaType, bytes);
  await putManifest(target, repository, tag, root.mediaType, root.bytes);
}

/** Pushes a manifest or an index alone; `version` is a tag or its digest. */
export async function putManifest(
  target: PushTarget,
  repository: string,
  version: string,
  mediaType: string,
  content: string | Uint8Array,
): Promise<void> {
  const url = `${target.url}/v2/${repository}/manifests/${version}`;
  await send('PUT', url, { 'Content-Type': mediaType }, target, Buffer.from(content));
}

async function pushBlob(target: PushTarget, repository: string, { digest, bytes }: Content) {
  const uploads = `${target.url}/v2/${repository}/blobs/uploads/`;
  const started = await send('POST', uploads, {}, target);
  const location = new URL(started.headers.get('location') ?? '', uploads);
  location.searchParams.set('digest', digest);
  const headers = { 'Content-Type': 'application/octet-stream' };
  await send('PUT', location.href, headers, target, bytes);
}

async function send(
  method: string,
  url: string,
  headers: Readonly<Record<string, string>>,
  { authorization, tls }: PushTarget,
  bytes?: Uint8Array,
): Promise<Response> {
  const response = await fetch(url, {
    method,
    headers: { ...headers, ...(authorization !== undefined && { Authorization: authorization }) },
    body: bytes === undefined ? null : Buffer.from(bytes),
    ...(tls !== undefined && { agent: new Agent(tls) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${text}`);
  return response;
}
