import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { languageOfName } from '../../server/src/analysis/languages.ts';
import { findSources } from '../../server/src/cli/discovery.ts';
import type { Language } from '../../server/src/model/document-model.ts';
import { choose, seededRandom, type Random } from './random.ts';
import { median } from './statistics.ts';
import { composeText, dockerfileText, overrideText } from './tree-texts.ts';

/** A folder with many files to check. */
export interface CheckTree {
  readonly folder: string;
  /** The files of each language, relative to the folder. */
  readonly files: Readonly<Record<Language, readonly string[]>>;
  /** Lines of the file in the middle. */
  readonly lines: Readonly<Record<Language, number>>;
}

const areas = ['apps', 'services', 'tools', 'examples', 'deploy'] as const;
const teams = ['billing', 'catalog', 'identity', 'media', 'orders', 'platform', 'search'] as const;
const names = ['api', 'bot', 'cron', 'db', 'front', 'gateway', 'jobs', 'mail', 'proxy'] as const;
const composeNames = [
  'compose.yaml',
  'docker-compose.yml',
  'docker-compose.yaml',
  'compose.yml',
] as const;

/**
 * Writes Dockerfiles and Compose files into as many folders as that, about two and a half a folder, with the files that
 * are around them in repositories: environments, overrides, ignore files and sources. The same ones each time.
 */
export async function writeCheckTree(root: string, folders: number): Promise<void> {
  const random = seededRandom(20_260_601);
  await writeInto(root, new Map([['.gitignore', 'node_modules/\ndist/\n*.local.yaml\n!.env\n']]));
  for (let index = 0; index < folders; index++) {
    const name = `${choose(names, random)}-${index}`;
    const place = [choose(areas, random), choose(teams, random), name];
    if (index % 4 === 0) place.push('docker');
    await writeInto(path.join(root, ...place), filesOfFolder(name, random));
  }
}

function filesOfFolder(name: string, random: Random): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  const likely = (share: number): boolean => random() < share;
  files.set(likely(0.85) ? 'Dockerfile' : `${name}.Dockerfile`, dockerfileText(random));
  if (likely(0.25)) files.set('Dockerfile.dev', dockerfileText(random));
  if (likely(0.1)) files.set('Containerfile', dockerfileText(random));
  if (likely(0.75)) {
    const compose = choose(composeNames, random);
    const text = composeText(random);
    const { name: stem, ext } = path.parse(compose);
    files.set(compose, text);
    if (likely(0.3)) files.set(`${stem}.override${ext}`, overrideText(text));
    if (likely(0.4)) files.set(`docker-compose.prod${ext}`, composeText(random));
    if (likely(0.3)) files.set('.env', 'WEB_TAG=2.4.1\nLOG_LEVEL=info\n');
  }
  if (likely(0.3)) files.set('.dockerignore', '.git\n.env\nnode_modules\n**/*.pem\n');
  if (likely(0.05)) files.set('.gitignore', 'build/\n*.log\n');
  if (likely(0.6)) files.set('README.md', `# ${name}\n`);
  if (likely(0.5)) files.set('package.json', `{ "name": "${name}" }\n`);
  if (likely(0.02)) files.set('node_modules/left/Dockerfile', dockerfileText(random));
  return files;
}

async function writeInto(folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  for (const [name, text] of files) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}

/** The files of a folder that `seaworthy check` finds there; throws when one cannot be read. */
export async function readCheckTree(root: string): Promise<CheckTree> {
  const folder = path.resolve(root);
  const files: Record<Language, string[]> = { dockerfile: [], compose: [] };
  const lengths: Record<Language, number[]> = { dockerfile: [], compose: [] };
  const { signal } = new AbortController();
  for await (const found of findSources([folder], { honoursGitignore: true, signal })) {
    if (!found.ok) throw new Error(found.error.sentence);
    const language = languageOfName(found.value);
    if (language === undefined) continue;
    files[language].push(path.relative(folder, found.value));
    lengths[language].push((await readFile(found.value, 'utf8')).split('\n').length - 1);
  }
  const lines = { dockerfile: median(lengths.dockerfile), compose: median(lengths.compose) };
  return { folder, files, lines };
}
