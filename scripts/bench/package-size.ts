import { execFile } from 'node:child_process';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { kilobytes, type Section } from './table.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const limit = 500_000;

/** Bytes of the bundles and of the package that people download, which it makes in `folder`. */
export async function measureSizes(folder: string): Promise<Section> {
  const dist = path.join(root, 'dist');
  const files = await readdir(dist, { recursive: true });
  const bundles = files.filter((name) => /^(?!npm\/).*\.(?:cjs|json)$/.test(name)).sort();
  const isPart = (name: string): boolean => name.startsWith('cli/');
  const rows: string[][] = [];
  for (const name of bundles.filter((name) => !isPart(name)))
    rows.push(rowOf(`dist/${name}`, [await readFile(path.join(dist, name))]));
  const parts = bundles.filter(isPart).map((name) => readFile(path.join(dist, name)));
  rows.push(rowOf(`dist/cli/, ${parts.length} parts`, await Promise.all(parts)));
  const extension = await packageExtension(folder);
  rows.push(['seaworthy.vsix', kilobytes(extension), '–']);
  return {
    title: 'Sizes',
    explanation:
      'The bundles with the parts that the server loads, as they are and compressed by gzip, and the packaged extension.',
    columns: ['File', 'Size', 'Compressed'],
    rows,
    verdicts: [
      {
        target: `Extension at most ${kilobytes(limit)}`,
        measured: kilobytes(extension),
        isMet: extension <= limit,
      },
    ],
  };
}

function rowOf(title: string, contents: readonly Buffer[]): string[] {
  const sum = (sizes: readonly number[]): number => sizes.reduce((one, other) => one + other, 0);
  return [
    title,
    kilobytes(sum(contents.map(({ length }) => length))),
    kilobytes(sum(contents.map((content) => gzipSync(content).length))),
  ];
}

async function packageExtension(folder: string): Promise<number> {
  const file = path.join(folder, 'seaworthy.vsix');
  const vsce = path.join(root, 'node_modules/@vscode/vsce/vsce');
  const packaging = [vsce, 'package', '--no-dependencies', '--out', file];
  await promisify(execFile)(process.execPath, packaging, { cwd: root });
  return (await stat(file)).size;
}
