import type { BorrowedVariable } from '../model/document-model.ts';
import { folderOf, resolvePath } from '../text/files.ts';
import { blockedImage, type BlockedImage, type ReadyImage } from './pin-offers.ts';
import type { Report } from './report.ts';

/**
 * The images of several reports, in order, where those are blocked whose digests would stand in another file, such
 * as `.env`, in a value that one of the reports makes a part of a reference of. A report alone sees that of itself
 * when its model is made.
 */
export function withoutShared<R extends ReadyImage>(
  reports: readonly Report[],
  imagesOf: readonly (readonly (R | BlockedImage)[])[],
): readonly (readonly (R | BlockedImage)[])[] {
  const split = new Set(reports.flatMap(splitAssignments));
  if (split.size === 0) return imagesOf;
  return reports.map((report, index) => {
    const shared = sharedVariables(report, split);
    return (imagesOf[index] ?? []).map((image) => {
      const variable = image.kind === 'ready' ? shared.get(image.version.offset) : undefined;
      return variable === undefined
        ? image
        : blockedImage(image.occurrence, { code: 'shared-variable', variable });
    });
  });
}

function splitAssignments(report: Report): readonly string[] {
  return report.model.borrowed
    .filter(({ pinOffset }) => pinOffset === undefined)
    .map((variable) => assignmentKey(report, variable));
}

/** The variables that are split elsewhere, by the place where a digest in their value would be written. */
function sharedVariables(report: Report, split: ReadonlySet<string>): ReadonlyMap<number, string> {
  return new Map(
    report.model.borrowed.flatMap((variable) => {
      const { name, pinOffset } = variable;
      const isShared = pinOffset !== undefined && split.has(assignmentKey(report, variable));
      return isShared ? [[pinOffset, name] as const] : [];
    }),
  );
}

/** Tells assignments apart however a document calls the file that they stand in. */
function assignmentKey({ source, model }: Report, { definition }: BorrowedVariable): string {
  const part = model.parts.find(({ start, end }) => start <= definition && definition <= end);
  const folder = folderOf(source.location ?? source.path ?? '');
  return `${resolvePath(folder, part?.path ?? '') ?? ''}:${definition - (part?.start ?? 0)}`;
}
