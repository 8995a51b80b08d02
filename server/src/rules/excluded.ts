import type { Transfer } from '../model/document-model.ts';
import { matchesGlob } from '../text/glob.ts';

/** Whether `--exclude` leaves a file of the sources behind (Dockerfile reference, "COPY --exclude"). */
export function isExcluded({ excludes }: Transfer, file: string): boolean {
  return excludes.some((pattern) => {
    const trimmed = pattern.replace(/^(?:\.?\/)+/, '').replace(/\/+$/, '');
    return matchesGlob(trimmed, file) || matchesGlob(`${trimmed}/**`, file);
  });
}
