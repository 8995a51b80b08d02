/** The environment variable that tells the suite what it finds. */
export const modesVariable = 'SEAWORTHY_TEST_MODES';

export interface SuiteModes {
  /** Programs without which there are no modes. */
  readonly missing: readonly string[];
  readonly modes: readonly SuiteMode[];
}

/** A way to reach a registry, and an image that is there. */
export interface SuiteMode {
  readonly name: string;
  readonly image: string;
  readonly digest: string;
}
