/**
 * Forms of words in tags, of lower-case text. None of them takes more than linear time.
 */

/** What cosign and the OCI referrers' fallback keep beside an image: `sha256-<hex>`, with or without `.sig`. */
export const attachedTag = /^sha(?:256|512)-[0-9a-f]{32,128}(?:[._-].*)?$/;

/** `2024-01-15`, and with a time as MinIO writes it. */
export const isoDate =
  /(?<!\d|\d\.)(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?:t\d\d-?\d\d(?:-?\d\d)?z?)?(?![\d.])/;

/** `20240115`, `202401151230`, `20260803.0.5`, `20240115a`. */
const compactDate =
  /^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:\d{4}(?:\d\d)?)?(?:\.\d+)*[a-z]?$/;

const architectures = new Set(
  (
    'amd64 x86 i386 arm armel armhf armv5 armv6 armv7 armv8 arm32 arm32v5 arm32v6 arm32v7 arm64 arm64v8 ' +
    'aarch64 ppc64le s390x riscv64 mips64le loong64'
  ).split(' '),
);
/** Hexadecimal digits with a letter, and a `g` before them as `git describe` writes it. */
const commit = /^g?(?=\d*[a-f])[0-9a-f]{7,64}$/;

/** Whether a word is a day, with or without a time or a count of builds. */
export function isCompactDate(word: string): boolean {
  return word.length >= 8 && compactDate.test(word);
}

/** Whether a word names a processor, by the names of Go and those of the kernel. */
export function isArchitecture(word: string): boolean {
  return architectures.has(word);
}

/** Whether a word is a commit hash or the beginning of one: 7 to 64 hexadecimal digits with a letter. */
export function isCommit(word: string): boolean {
  return word.length >= 7 && commit.test(word);
}
