import type { ReferenceError } from '../reference/reference.ts';
import { shownText } from './shown-values.ts';

const maximalQuoted = 120;

/** Why a text is no image reference, where it is wrong and what to do, as one plain line. */
export function explainReferenceError(text: string, { code, span }: ReferenceError): string {
  const { start, end } = span;
  if (code === 'empty')
    return 'The name of the image is empty. Write one such as `python:3.14` or `ghcr.io/team/app:1.2`.';
  const part = text.slice(start, end);
  return `${quoted(text)} is no image reference: at character ${start + 1}, ${quoted(part)} ${reasonFor(code, part)}`;
}

function reasonFor(code: Exclude<ReferenceError['code'], 'empty'>, part: string): string {
  switch (code) {
    case 'registry-invalid':
      return 'is not the name of a registry. Write a host, with its port if it has one: `registry.example.com:5000`.';
    case 'repository-invalid':
      return 'is not the name of a repository. It has lower-case letters and digits, with single `.`, `_` or `-` inside and `/` between its parts.';
    case 'repository-upper-case':
      return `has upper-case letters, which names of repositories never have. Write ${quoted(part.toLowerCase())}.`;
    case 'repository-too-long':
      return 'is longer than the 255 characters that the name of a repository may have. Check what was put into it.';
    case 'repository-is-image-id':
      return 'is the ID of an image on some machine, which no registry knows. Write the name of the image, with its tag or digest.';
    case 'tag-invalid':
      return 'is not a tag. It has letters, digits, `_`, `.` and `-`, at most 128, and begins with none of the last two.';
    case 'digest-missing':
    case 'digest-unknown-algorithm':
    case 'digest-wrong-length':
    case 'digest-not-lower-hex':
      return 'is not a digest. Write `@sha256:` and its 64 digits (0-9 and a-f), or the tag alone.';
  }
}

function quoted(text: string): string {
  return `\`${shownText(text, maximalQuoted)}\``;
}
