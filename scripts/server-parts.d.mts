import type { BuildOptions, Metafile } from 'esbuild';

export declare function buildServer(
  dist: string,
  report?: BuildOptions,
): Promise<readonly Metafile[]>;
