import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { effectiveTag, parseReference } from '../../server/src/reference/reference.ts';
import { createSampleImage, type Content, type SampleImage } from './sample-images.ts';

/** A read-only registry on a free loopback port, which holds sample images in memory. */
export interface SampleRegistry {
  /** Without a `/` at the end. */
  readonly url: string;
  /** What was asked so far, one line each: `HEAD /v2/library/python/manifests/3.8`. */
  readonly requests: readonly string[];
  /** What the image's tag stands for; throws when the registry does not have it. */
  digestOf(image: string): string;
  close(): Promise<void>;
}

interface Repository {
  /** Indexes and manifests under their tags and under their digests. */
  readonly manifests: ReadonlyMap<string, Content>;
  readonly blobs: ReadonlyMap<string, Content>;
  readonly tags: readonly string[];
}

type Repositories = ReadonlyMap<string, Repository>;

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

const route = /^\/v2\/([a-z0-9._/-]+)\/(manifests|blobs|tags)\/([\w.:-]+)$/;

/**
 * Starts a registry that serves the pull and tag endpoints of the OCI distribution specification 1.1.
 * Images are written as in a Dockerfile (`python:3.8`); their registry part is not looked at.
 */
export async function startSampleRegistry(images: readonly string[]): Promise<SampleRegistry> {
  const samples = images.map((image) => {
    const { repository, tag } = nameOf(image);
    return createSampleImage(repository, tag);
  });
  return serveImages(samples);
}

/** Starts a registry with the given images. */
export async function serveImages(images: readonly SampleImage[]): Promise<SampleRegistry> {
  const repositories = arrange(images);
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method ?? ''} ${request.url ?? ''}`);
    send(response, request, answerTo(request, repositories));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    digestOf(image) {
      const { repository, tag } = nameOf(image);
      const content = repositories.get(repository)?.manifests.get(tag);
      if (content === undefined) throw new RangeError(`no sample image ${image}`);
      return content.digest;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function nameOf(image: string): { readonly repository: string; readonly tag: string } {
  const reference = parseReference(image);
  if (!reference.ok) throw new RangeError(`not an image reference: ${image}`);
  return { repository: reference.value.repository, tag: effectiveTag(reference.value) };
}

function arrange(images: readonly SampleImage[]): Repositories {
  const names = new Set(images.map(({ repository }) => repository));
  return new Map(
    [...names].map((name) => {
      const own = images.filter(({ repository }) => repository === name);
      const repository: Repository = {
        manifests: new Map([
          ...byDigest(own.flatMap(({ manifests }) => manifests)),
          ...own.map(({ tag, root }): [string, Content] => [tag, root]),
        ]),
        blobs: new Map(byDigest(own.flatMap(({ blobs }) => blobs))),
        tags: own.map(({ tag }) => tag).toSorted(),
      };
      return [name, repository];
    }),
  );
}

function byDigest(contents: readonly Content[]): readonly [string, Content][] {
  return contents.map((content) => [content.digest, content]);
}

function answerTo({ method, url = '' }: IncomingMessage, repositories: Repositories): Answer {
  if (method !== 'GET' && method !== 'HEAD') return failure(405, 'UNSUPPORTED');
  const [path = '', query] = url.split('?', 2);
  if (path === '/v2/' || path === '/v2') return jsonAnswer({});
  const [, name = '', kind, version = ''] = route.exec(path) ?? [];
  const repository = repositories.get(name);
  if (repository === undefined) return failure(404, 'NAME_UNKNOWN');
  if (kind === 'tags') return version === 'list' ? listTags(name, repository, query) : notFound();
  if (kind === 'manifests') return found(repository.manifests.get(version), 'MANIFEST_UNKNOWN');
  return found(repository.blobs.get(version), 'BLOB_UNKNOWN', 'application/octet-stream');
}

function found(content: Content | undefined, otherwise: string, mediaType?: string): Answer {
  if (content === undefined) return failure(404, otherwise);
  const { digest, bytes } = content;
  const headers = {
    'Content-Type': mediaType ?? content.mediaType,
    'Docker-Content-Digest': digest,
    ETag: `"${digest}"`,
  };
  return { status: 200, headers, body: bytes };
}

/** One page of tags in lexical order: distribution specification, "Listing Tags". */
function listTags(name: string, { tags }: Repository, query: string | undefined): Answer {
  const parameters = new URLSearchParams(query);
  const size = parameters.has('n') ? Number(parameters.get('n')) : tags.length;
  if (!Number.isSafeInteger(size) || size < 0) return failure(400, 'PAGINATION_NUMBER_INVALID');
  const last = parameters.get('last');
  const rest = last === null ? tags : tags.filter((tag) => tag > last);
  const page = rest.slice(0, size);
  const next = page.length < rest.length ? page.at(-1) : undefined;
  const link = `</v2/${name}/tags/list?n=${size}&last=${next ?? ''}>; rel="next"`;
  return jsonAnswer({ name, tags: page }, next === undefined ? {} : { Link: link });
}

function notFound(): Answer {
  return failure(404, 'NOT_FOUND');
}

function failure(status: number, code: string): Answer {
  const message = code.toLowerCase().replaceAll('_', ' ');
  return { ...jsonAnswer({ errors: [{ code, message }] }), status };
}

function jsonAnswer(value: object, headers: Answer['headers'] = {}): Answer {
  const body = Buffer.from(JSON.stringify(value));
  return { status: 200, headers: { 'Content-Type': 'application/json', ...headers }, body };
}

function send(
  response: ServerResponse,
  { method }: IncomingMessage,
  { status, headers, body }: Answer,
): void {
  response.writeHead(status, {
    'Docker-Distribution-Api-Version': 'registry/2.0',
    ...headers,
    'Content-Length': body.length,
  });
  response.end(method === 'HEAD' ? undefined : body);
}
