import { registryOfHost } from '../reference/docker-hub.ts';
import { isHost } from '../text/host.ts';

/**
 * What client and server say to each other beyond LSP. A client that knows none of this gets everything
 * but the status item and the workspace's trust.
 */

/** `initializationOptions`; all optional. */
export interface InitializationOptions {
  /** Settings for clients without `workspace/configuration`: what they would hold under `seaworthy`. */
  readonly settings?: unknown;
  /** False while the person has not trusted the workspace: then no registry is asked. */
  readonly isTrusted?: boolean;
  /** Whether the client wants `seaworthy/status`. */
  readonly wantsStatus?: boolean;
  /** Whether another extension shows what BuildKit's own checks find. */
  readonly hasDockerChecks?: boolean;
  /** Whether the client answers `seaworthy/credentials`. */
  readonly keepsCredentials?: boolean;
}

/** Server to client: whether registries can be asked, as far as the last request told. */
export const statusNotification = 'seaworthy/status';

export interface StatusParams {
  readonly state: 'ready' | 'offline' | 'rate-limited' | 'disabled' | 'untrusted';
  /** What a person should know about it, as a sentence. */
  readonly detail: string;
}

/** Client to server: the person now trusts the workspace. */
export const trustGrantedNotification = 'seaworthy/trustGranted';

/** Client to server: another extension now shows, or no longer shows, what BuildKit's own checks find. */
export const dockerChecksNotification = 'seaworthy/dockerChecks';

export interface DockerChecksParams {
  readonly areShown: boolean;
}

/** Server to client: what the person gave the editor for a registry that wants to know who asks. */
export const credentialsRequest = 'seaworthy/credentials';

export interface CredentialsParams {
  /** As references name it: `docker.io`, `registry.example.com:5000`. */
  readonly registry: string;
}

/**
 * Under which name the client keeps what it was given for a registry, however that was written; undefined
 * when it is no host alone.
 */
export function credentialsName(registry: string): string | undefined {
  const written = registry.trim().toLowerCase();
  return isHost(written) ? registryOfHost(written.replace(/:443$/, '')) : undefined;
}

export type CredentialsAnswer = { readonly username: string; readonly password: string } | null;

/** What goes with a failure beside its sentence. */
export interface FailureData {
  /** A registry where signing in may help. */
  readonly signInTo?: string;
}

/** Client to server: the person has signed in or out, so what was known of registries no longer holds. */
export const credentialsChangedNotification = 'seaworthy/credentialsChanged';

/** Pins every image of a document as one edit; argument: the document's URI. */
export const pinAllCommand = 'seaworthy.pinAllInDocument';

/** Applies a code action for clients that cannot resolve its edit; argument: the action's data. */
export const applyPinCommand = 'seaworthy.applyPin';
