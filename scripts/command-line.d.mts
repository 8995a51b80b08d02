import type { BuildOptions, Metafile } from 'esbuild';

export declare function buildCommandLine(dist: string, report?: BuildOptions): Promise<Metafile>;
