import { matchesGlob } from '../text/glob.ts';

/** Whether a path of the build context is kept out of it. */
export type IgnoresPath = (path: string) => boolean;

/**
 * Reads a `.dockerignore`: the last pattern that matches a path or a folder above it decides, `!` takes it
 * back in (Docker docs, "Build context: .dockerignore files").
 */
export function readDockerIgnore(text: string): IgnoresPath {
  const patterns = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const isException = line.startsWith('!');
      const pattern = (isException ? line.slice(1).trim() : line)
        .replace(/^(?:\.?\/)+/, '')
        .replace(/\/+$/, '');
      return { isException, pattern };
    })
    .filter(({ pattern }) => pattern !== '' && pattern !== '.');
  return (path) => {
    const last = patterns.findLast(
      ({ pattern }) => matchesGlob(pattern, path) || matchesGlob(`${pattern}/**`, path),
    );
    return last !== undefined && !last.isException;
  };
}
