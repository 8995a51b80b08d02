import type { BuildOptions } from 'esbuild';

export declare const common: Readonly<BuildOptions>;
export declare const analysing: Readonly<BuildOptions>;
