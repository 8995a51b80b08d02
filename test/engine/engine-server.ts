import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  bareImageId,
  containerList,
  dockerInfo,
  dockerVersion,
  indexDigest,
  nginxHistory,
  nginxImage,
  webContainer,
  webId,
  webProcesses,
} from './engine-answers.ts';

/** What is answered to a path: JSON with 200, or whatever a function writes. */
export type EngineAnswer =
  object | ((response: ServerResponse, request: IncomingMessage) => void) | undefined;

export interface EngineServer {
  readonly socket: string;
  /** Method and address of every request, in order. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

/** An engine with an image, `nginx:1.25`, and one container that runs from it; paths are without the version. */
export const dockerAnswers: Readonly<Record<string, EngineAnswer>> = {
  '/version': dockerVersion,
  '/info': dockerInfo,
  [`/images/docker.io/library/nginx@${indexDigest}/json`]: nginxImage,
  [`/images/docker.io/library/nginx@${indexDigest}/history`]: nginxHistory,
  '/images/docker.io/library/nginx:1.25/json': nginxImage,
  '/images/docker.io/library/nginx:1.25/history': nginxHistory,
  [`/containers/json?filters={"ancestor":["${bareImageId}"]}`]: containerList,
  [`/containers/${webId}/json`]: webContainer,
  [`/containers/${webId}/top`]: webProcesses,
};

/** Listens on a socket of its own, in a folder that goes with it. */
export async function startEngine(
  answers: Readonly<Record<string, EngineAnswer>>,
): Promise<EngineServer> {
  const folder = mkdtempSync(join(tmpdir(), 'engine-'));
  const socket = join(folder, 'docker.sock');
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '');
    requests.push(`${request.method ?? ''} ${path}`);
    answer(answers[path.replace(/^\/v[\d.]+(?=\/)/, '')], request, response);
  });
  await listening(server, socket);
  return {
    socket,
    requests,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true });
    },
  };
}

function answer(known: EngineAnswer, request: IncomingMessage, response: ServerResponse): void {
  if (typeof known === 'function') {
    known(response, request);
    return;
  }
  response.writeHead(known === undefined ? 404 : 200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(known ?? { message: 'No such thing' }));
}

function listening(server: Server, socket: string): Promise<void> {
  return new Promise((resolve) => {
    server.listen(socket, resolve);
  });
}
