import { dockerHub } from './reference.ts';

/** Where Docker Hub's registry is on the wire. */
export const hubHost = 'registry-1.docker.io';

/** The host of its token server. */
export const hubTokenServer = 'auth.docker.io';

/** Under which key Docker's `config.json` and its helpers keep what belongs to it. */
export const hubCredentialsKey = 'https://index.docker.io/v1/';

/** The registry that a host stands for, as references name it: Docker Hub has several hosts. */
export function registryOfHost(host: string): string {
  return ['index.docker.io', hubHost].includes(host) ? dockerHub : host;
}
