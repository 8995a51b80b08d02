import { execFileSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { readLibraryFile, type Build } from './library-files.ts';
import { groupTags } from './tag-groups.ts';

/** Renews the list of Docker Official Images from a clone of their repository, or from an extract of one. */
const [source = ''] = process.argv.slice(2);
if (source === '') {
  console.error('Usage: tsx scripts/data/official-images.ts PATH_TO_CLONE_OR_JSON');
  process.exit(2);
}

interface Extract {
  readonly commit: string;
  readonly date: string;
  readonly images: ReadonlyMap<string, readonly Build[]>;
}

const { commit, date, images } = statSync(source).isDirectory() ? readClone() : readExtract();
const target = new URL('../../server/src/data/official-images.json', import.meta.url);
const written = {
  source: 'https://github.com/docker-library/official-images',
  commit,
  date,
  images: Object.fromEntries(
    [...images].map(([name, builds]) => [
      name,
      [...builds]
        .sort((a, b) => Number(a.isWindows) - Number(b.isWindows))
        .map(({ tags }) => groupTags(tags))
        .join('\n'),
    ]),
  ),
};
writeFileSync(target, `${JSON.stringify(written, undefined, 2)}\n`);
console.log(`${String(images.size)} images as of ${date} (${commit.slice(0, 12)})`);

function readClone(): Extract {
  const git = (...words: readonly string[]): string =>
    execFileSync('git', ['-C', source, ...words], { encoding: 'utf8', maxBuffer: 1 << 26 });
  const [commit = '', date = ''] = git('log', '-1', '--format=%H %cs').trim().split(' ');
  const paths = git('ls-tree', '--name-only', 'HEAD', 'library/').trim().split('\n');
  return {
    commit,
    date,
    images: new Map(
      paths.map((path) => [
        path.slice('library/'.length),
        readLibraryFile(git('show', `HEAD:${path}`)),
      ]),
    ),
  };
}

/** JSON with `commit`, `date` and `images`, each with its `builds`: `tags`, `sharedTags`, `architectures`. */
function readExtract(): Extract {
  const { commit, date, images } = JSON.parse(readFileSync(source, 'utf8')) as {
    commit: string;
    date: string;
    images: Record<
      string,
      { builds: { tags: string[]; sharedTags?: string[]; architectures: string[] }[] }
    >;
  };
  return {
    commit,
    date,
    images: new Map(
      Object.entries(images).map(([name, { builds }]) => [
        name,
        builds.map(({ tags, sharedTags = [], architectures }) => ({
          tags: [...tags, ...sharedTags],
          isWindows: architectures.some((architecture) => architecture.startsWith('windows-')),
        })),
      ]),
    ),
  };
}
