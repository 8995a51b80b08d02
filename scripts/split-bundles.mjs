// Bundles that share their code in parts.
import { writeFile } from 'node:fs/promises';
import { transform } from 'esbuild';

/** What `build` needs so that its outputs can be written by `writeAsCommonJs`. */
export const splitting = {
  outExtension: { '.js': '.cjs' },
  chunkNames: '[name]-[hash]',
  format: 'esm',
  splitting: true,
  write: false,
  metafile: true,
};

/** esbuild splits ECMAScript modules only, and Node loads CommonJS sooner, so each part is turned into that. */
export async function writeAsCommonJs(outputFiles, { target, define }) {
  for (const file of outputFiles) {
    const { code } = await transform(file.text, {
      format: 'cjs',
      platform: 'node',
      target,
      minify: true,
      define,
      supported: { 'dynamic-import': false },
    });
    await writeFile(file.path, code);
  }
}
