import type { Answer } from '../analysis/questions/answer.ts';

/** What is known of one image, ready to be written as text, Markdown or a page. All texts may be shown as those of answers. */
export interface ReportDocument {
  /** The image as it is written: `python:3.14`. */
  readonly title: string;
  /** The same in full, with the digest that was looked at where that is known. */
  readonly reference: string;
  /** When it was asked for, in milliseconds since 1970-01-01 UTC; undefined where nobody was asked. */
  readonly askedAt: number | undefined;
  readonly answers: readonly Answer[];
}

/** What a reader may do with a page in an editor: a link that runs a command there. */
export interface PageAction {
  readonly title: string;
  /** A `command:` address of the editor's own making. */
  readonly command: string;
}

/** Where a page is shown. */
export interface PageLook {
  /** `standalone` has colours of its own, light and dark; `editor` takes those of VS Code's theme. */
  readonly colours: 'standalone' | 'editor';
  readonly actions: readonly PageAction[];
  /** What is going on, or why not all was asked for, for all who read or hear the page; undefined where there is nothing to say. */
  readonly status: string | undefined;
}

/** A page that is read in a browser. */
export const standalone: PageLook = { colours: 'standalone', actions: [], status: undefined };

/** When the report was made, as people read it: `2026-11-23 08:12 UTC`. */
export function momentInWords(milliseconds: number): string {
  const iso = new Date(milliseconds).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}

/** How a verdict is said in one or two words. */
export const verdictWords: Readonly<Record<Answer['verdict'], string>> = {
  good: 'Good',
  note: 'Worth knowing',
  bad: 'Needs attention',
  unknown: 'Not known',
};

/** A sentence of ours in its parts: names stand between backticks in it, which no name has itself. */
export function namesApart(
  sentence: string,
): readonly { readonly text: string; readonly isName: boolean }[] {
  return sentence
    .split(/`([^`]+)`/)
    .flatMap((text, index) => (text === '' ? [] : [{ text, isName: index % 2 === 1 }]));
}
