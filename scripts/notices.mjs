// Collects the licences of what is bundled, which their terms ask to go with every copy.
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

const packagePattern = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//;

/**
 * The notices of every package among the inputs of esbuild's metafiles, in the order of their names.
 * Rejects when a package has no licence text, nor another one from the same repository.
 */
export async function thirdPartyNotices(metafiles) {
  const inputs = metafiles.flatMap(({ inputs }) => Object.keys(inputs));
  const folders = new Set(inputs.flatMap((input) => packagePattern.exec(input)?.[1] ?? []));
  const notices = await Promise.all([...folders].map(noticeOf));
  const complete = notices.map((notice) => ({ ...notice, text: textFor(notice, notices) }));
  const distinct = new Map(complete.map((notice) => [`${notice.name} ${notice.version}`, notice]));
  return [...distinct]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([title, { licence, text }]) => `${title} (${licence})\n\n${text.trim()}\n`)
    .join(`\n${'-'.repeat(80)}\n\n`);
}

async function noticeOf(folder) {
  const { name, version, license, repository } = JSON.parse(
    await readFile(path.join(folder, 'package.json'), 'utf8'),
  );
  const text = await licenceText(folder);
  return { name, version, licence: license, repository: repository?.url, text };
}

/** A package that is published without its licence file has that of its repository, as its siblings do. */
function textFor({ name, licence, repository, text }, notices) {
  const sibling = notices.find(
    (other) =>
      repository !== undefined &&
      other.repository === repository &&
      other.licence === licence &&
      other.text !== undefined,
  );
  const found = text ?? sibling?.text;
  if (found === undefined) throw new Error(`${name} is bundled and has no licence text`);
  return found;
}

/** The licence file, or the section of that name in the package's README. */
async function licenceText(folder) {
  const files = await readdir(folder);
  const read = (name) => readFile(path.join(folder, name), 'utf8');
  const file = files.find((name) => /^licen[cs]e/i.test(name));
  if (file !== undefined) return read(file);
  const readme = files.find((name) => /^readme/i.test(name));
  const section = /^(?:#+ *licen[cs]e|licen[cs]e\n-+)\s*\n(.*)/ims;
  return readme && section.exec(await read(readme))?.[1];
}
