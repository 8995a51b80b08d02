// Puts the npm package together in dist/npm/, from what `npm run build` left in dist/, and packs it into dist/.
import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = path.resolve(import.meta.dirname, '..');
const dist = path.join(root, 'dist');
const folder = path.join(dist, 'npm');

/** What goes into the package, by where it is here. */
const contents = {
  'dist/cli.cjs': 'dist/cli.cjs',
  'dist/cli': 'dist/cli',
  'dist/server.cjs': 'dist/server.cjs',
  'dist/server': 'dist/server',
  'dist/rules': 'dist/rules',
  'npm/index.d.cts': 'dist/index.d.cts',
  'npm/README.md': 'README.md',
  schemas: 'schemas',
  LICENSE: 'LICENSE',
  'CHANGELOG.md': 'CHANGELOG.md',
};

/** The manifest of the repository is that of the extension; the package's has the same facts and its own parts. */
function manifestOf({ name, version, keywords, license, repository, engines }) {
  const page = repository.url.replace(/\.git$/, '');
  return {
    name,
    version,
    description:
      'Checks Dockerfiles and Compose files for images that cannot be trusted and for privileges, and pins images to their digest. Command line, language server and library.',
    keywords: [...keywords, 'containerfile', 'cli', 'sarif', 'pre-commit', 'language server'],
    homepage: `${page}#readme`,
    bugs: { url: `${page}/issues` },
    repository: { ...repository, url: `git+${repository.url}` },
    license,
    author: 'The Seaworthy authors',
    engines: { node: engines.node },
    bin: { seaworthy: 'dist/cli.cjs' },
    man: 'man/seaworthy.1',
    main: 'dist/cli/api.cjs',
    types: 'dist/index.d.cts',
    exports: {
      '.': { types: './dist/index.d.cts', default: './dist/cli/api.cjs' },
      './schemas/*': './schemas/*',
      './package.json': './package.json',
    },
    files: ['dist', 'man', 'schemas', 'CHANGELOG.md'],
    publishConfig: { access: 'public', provenance: true },
  };
}

const manifest = manifestOf(JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')));
await rm(folder, { recursive: true, force: true });
for (const [from, to] of Object.entries(contents))
  await cp(path.join(root, from), path.join(folder, to), { recursive: true });
await writeFile(path.join(folder, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);

const page = await run(process.execPath, [path.join(folder, 'dist/cli.cjs'), 'man']);
await mkdir(path.join(folder, 'man'));
await writeFile(path.join(folder, manifest.man), page.stdout);

const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', dist], {
  cwd: folder,
});
const [{ filename, size, unpackedSize, entryCount }] = JSON.parse(stdout);
const kilobytes = (bytes) => `${(bytes / 1000).toFixed(0)} kB`;
console.log(
  `dist/${filename}: ${entryCount} files, ${kilobytes(size)} packed, ${kilobytes(unpackedSize)} unpacked`,
);
