import type { Digest } from '../reference/digest.ts';
import type { ImageReference } from '../reference/reference.ts';
import type { Result } from '../text/result.ts';

/** What a container engine on this machine tells of an image and of what runs from it. Texts are strangers' words; secrets are not hidden yet. */
export interface EngineReport {
  readonly engine: EngineFacts;
  /** Undefined when the engine does not have it. */
  readonly image: LocalImage | undefined;
  /** Running from the image, at most 50. */
  readonly containers: readonly RunningContainer[];
  /** How many more there are. */
  readonly omitted: number;
}

export interface EngineFacts {
  readonly name: 'docker' | 'podman' | 'unknown';
  readonly version: string | undefined;
  /** Where it was asked: `/var/run/docker.sock`. */
  readonly endpoint: string;
  /** Whether it runs without root, and whether it maps users to others; undefined when it does not tell. */
  readonly isRootless: boolean | undefined;
  readonly remapsUsers: boolean | undefined;
}

export interface LocalImage {
  readonly id: string;
  /** Names with digests that it was pulled by. */
  readonly digests: readonly string[];
  readonly tags: readonly string[];
  /** Milliseconds since 1970-01-01 UTC, as all times here. */
  readonly created: number | undefined;
  /** Bytes on disk, not compressed. */
  readonly size: number | undefined;
  /** Whether one of its digests is the one that was looked at in the registry; undefined when that is not known. */
  readonly isSameDigest: boolean | undefined;
  /** The newest last. */
  readonly history: readonly { readonly createdBy: string; readonly size: number }[];
}

export interface RunningContainer {
  /** The first 12 characters. */
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly started: number | undefined;
  readonly user: string;
  readonly isPrivileged: boolean;
  readonly addedCapabilities: readonly string[];
  readonly droppedCapabilities: readonly string[];
  /** `network`, `pid`, `ipc`, `uts`, `userns`, `cgroup`, where it shares the host's. */
  readonly hostNamespaces: readonly string[];
  readonly mounts: readonly {
    readonly source: string;
    readonly target: string;
    readonly isWritable: boolean;
  }[];
  readonly hasReadOnlyRoot: boolean;
  /** Bytes and processes; undefined for no limit. */
  readonly memoryLimit: number | undefined;
  readonly processLimit: number | undefined;
  /** As `docker top` lists them, at most 100 rows; undefined where the engine could not, or lists those of the whole host. */
  readonly processes:
    | {
        readonly titles: readonly string[];
        readonly rows: readonly (readonly string[])[];
        readonly omitted: number;
      }
    | undefined;
}

export interface EngineError {
  readonly code:
    /** No socket where one is looked for. */
    | 'not-found'
    /** It is there, and the person may not use it. */
    | 'denied'
    /** It is at a place that is not asked: another machine, over TCP or SSH. */
    | 'not-local'
    | 'timeout'
    | 'cancelled'
    | 'invalid-answer'
    | 'failed';
  /** Where it was looked for. */
  readonly endpoint: string;
  readonly detail?: string;
}

/** The port to a container engine of this machine; asked only when the person says so. Never rejects. */
export interface EngineSource {
  look(
    reference: ImageReference,
    digest: Digest | undefined,
    signal: AbortSignal,
  ): Promise<Result<EngineReport, EngineError>>;
}
