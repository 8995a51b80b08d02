import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import ignore, { type Ignore } from 'ignore';

/** The patterns of one folder, from its `.gitignore` or from `.git/info/exclude`. */
interface IgnoreFile {
  /** Absolute, with a separator at the end. */
  readonly folder: string;
  readonly patterns: Ignore;
}

/**
 * What is ignored somewhere in a repository: the nearest file first, as the first that says something of a path
 * decides (gitignore(5)).
 */
export type IgnoreRules = readonly IgnoreFile[];

/** Bytes; a larger file of patterns was not written by people, and would slow the search down. */
const maximalSize = 1_000_000;

// As Git has it where the file system knows no difference; `core.ignoreCase` may say otherwise.
const ignoreCase = process.platform === 'win32' || process.platform === 'darwin';

/**
 * What holds above a folder where a search begins, up to the root of its repository; nothing for that root, and for a
 * folder in no repository. When the folder itself is ignored, somebody who names it wants to see what is in it, so
 * what ignores it says nothing about its files.
 */
export function ignoreRulesAbove(folder: string): IgnoreRules {
  const above = foldersAbove(resolve(folder));
  return above.reduce<IgnoreRules>(
    (outer, current) => ignoreRulesIn(current, outer, (name) => existsSync(join(current, name))),
    [],
  );
}

/**
 * What holds in a folder that is looked into: what held in the one above it, and what its own `.gitignore` says. The
 * root of a repository begins anew. `has` tells whether the folder has an entry of a name.
 */
export function ignoreRulesIn(
  folder: string,
  outer: IgnoreRules,
  has: (name: string) => boolean,
): IgnoreRules {
  const own = has('.gitignore') ? readIgnoreFile(join(folder, '.gitignore'), folder) : [];
  // Git's own folder, or the file that leads to it in worktrees and submodules (gitrepository-layout(5)).
  return has('.git') ? [...own, ...excludesOf(folder)] : [...own, ...readmitted(outer, folder)];
}

/** Whether a path is ignored, given the rules of the folder that it is in, which is not ignored itself. */
export function isIgnored(rules: IgnoreRules, path: string, isFolder: boolean): boolean {
  for (const { folder, patterns } of rules) {
    const { ignored, unignored } = patterns.test(relativePath(path, folder, isFolder));
    if (ignored || unignored) return ignored;
  }
  return false;
}

function relativePath(path: string, folder: string, isFolder: boolean): string {
  return path.slice(folder.length).replaceAll(sep, '/') + (isFolder ? '/' : '');
}

/**
 * The rules for what is in a folder that is looked into although some of them ignore it, because a nearer file or a
 * person wants it: those alone then hold for its files, while `ignore` would leave out all that is in it.
 */
function readmitted(rules: IgnoreRules, path: string): IgnoreRules {
  return rules.map((rule) => {
    const relative = relativePath(path, rule.folder, true);
    if (!rule.patterns.test(relative).ignored) return rule;
    const patterns = ignore({ ignoreCase })
      .add(rule.patterns)
      .add(`!/${escaped(relative)}`);
    return { ...rule, patterns };
  });
}

/** A path as a pattern that stands for it alone. */
function escaped(path: string): string {
  return path.replace(/[\\*?[\]!# ]/g, '\\$&');
}

/** The folders from the root of a folder's repository down to the one above it; none outside of any. */
function foldersAbove(folder: string): readonly string[] {
  const folders: string[] = [];
  for (let current = folder; !existsSync(join(current, '.git')); current = dirname(current)) {
    if (dirname(current) === current) return [];
    folders.unshift(dirname(current));
  }
  return folders;
}

function excludesOf(root: string): IgnoreRules {
  const dotGit = join(root, '.git');
  const link = /^gitdir: (.+?)\s*$/m.exec(readText(dotGit) ?? '')?.[1];
  const own = link === undefined ? dotGit : resolve(root, link);
  // A worktree shares this with the repository that it belongs to.
  const common = readText(join(own, 'commondir'))?.trim();
  const gitFolder = common === undefined ? own : resolve(own, common);
  return readIgnoreFile(join(gitFolder, 'info', 'exclude'), root);
}

function readIgnoreFile(path: string, folder: string): IgnoreRules {
  const text = readText(path);
  if (text === undefined) return [];
  const patterns = ignore({ ignoreCase }).add(text.replace(/^\uFEFF/, ''));
  return [{ folder: folder.endsWith(sep) ? folder : folder + sep, patterns }];
}

/** Undefined for what is no file, cannot be read or is too large: then more files are looked at, not fewer. */
function readText(path: string): string | undefined {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    return stats?.isFile() === true && stats.size <= maximalSize
      ? readFileSync(path, 'utf8')
      : undefined;
  } catch {
    return undefined;
  }
}
