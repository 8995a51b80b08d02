import type { Span } from '../text/span.ts';
import type { TextEdit } from '../text/text-edit.ts';

export type HostNamespace = 'network' | 'pid' | 'ipc' | 'userns' | 'uts' | 'cgroup';

/** One thing that a file grants to a container or to its build. */
export type Grant = GrantSite & GrantedThing;

export interface GrantSite {
  /** The text that grants it. */
  readonly span: Span;
  /**
   * What to delete so that the grant is gone and all else keeps its meaning; undefined when that is not one
   * stretch of this document, as when an alias or a fragment grants it.
   */
  readonly removal: Span | undefined;
}

export type GrantedThing =
  | UserGrant
  /** `privileged: true` of the service or of a command that is run in it. */
  | { readonly kind: 'privileged'; readonly holder: 'service' | 'hook' | 'watch' }
  | { readonly kind: 'capability'; readonly name: string }
  | { readonly kind: 'security-option'; readonly name: string; readonly value: string }
  | {
      readonly kind: 'host-namespace';
      readonly namespace: HostNamespace;
      readonly phase: 'run' | 'build';
    }
  | BindMount
  /** `use_api_socket`. */
  | { readonly kind: 'engine-api' }
  /** RUN `--security=insecure`, `build.privileged`, the entitlement `security.insecure`. */
  | { readonly kind: 'insecure-build' }
  /** A device of the host, by its path or, for CDI, its name. */
  | { readonly kind: 'device'; readonly path: string }
  /** An entry of `device_cgroup_rules`: `c 1:3 mr`. */
  | { readonly kind: 'device-rule'; readonly rule: string }
  /** A limit that is written and lifts the limit: `pids_limit: -1`; `setting` is its key. */
  | { readonly kind: 'unlimited'; readonly setting: string; readonly value: string }
  /** The mode of a secret or ssh mount of a RUN, in octal as written. */
  | { readonly kind: 'secret-mount-mode'; readonly mode: string };

/** `user` is undefined when it depends on a variable without a default. */
export interface UserGrant {
  readonly kind: 'user';
  readonly user: string | undefined;
  /** Whether it is that of the container or only of a life-cycle hook. */
  readonly holder: 'container' | 'hook';
}

export interface BindMount {
  readonly kind: 'bind-mount';
  /** The path on the host as written, defaults put in; `~` and `.` are not resolved. */
  readonly source: string;
  /** The path in the container; empty when it is not known. */
  readonly target: string;
  readonly isReadOnly: boolean;
  /** `shared`, `rslave` and the like; undefined when none is written. */
  readonly propagation: string | undefined;
  /** Where the propagation is written, and what to delete to be rid of it. */
  readonly propagationSite: GrantSite | undefined;
  /** Makes the mount read-only; undefined when it is, or when that is not one edit of this document. */
  readonly readOnlyEdit: TextEdit | undefined;
}
