import type { ReferenceError } from '../reference/reference.ts';
import type { DocumentedRule } from './rule.ts';

export const imageDigestInvalid: DocumentedRule = {
  id: 'image-digest-invalid',
  meta: {
    title: 'Digest that is not valid',
    checks:
      'What stands behind the `@` of an image reference is not `sha256:` with 64 or `sha512:` with 128 lower-case hexadecimal digits.',
    ignores: ['Digests with variables in them.'],
    why: 'The image cannot be pulled, and a reader takes it for pinned. A version behind `@` is a common slip for `:`.',
    remedy: 'Write `:` before a tag. For a pin, copy the whole digest, or remove it and pin anew.',
    topic: 'image',
    languages: ['dockerfile', 'compose'],
    severity: 'error',
    profile: 'recommended',
    isSettledByPin: false,
    fix: undefined,
    suppressWhen:
      'The text is a placeholder that another program replaces before anything is pulled.',
    sampleReason: 'filled in by the release job',
    limitations: [
      'Whether the registry has an image with a well-formed digest is known only when it is asked.',
    ],
    equivalents: [{ tool: 'semgrep', id: 'dockerfile-source-not-pinned', isExact: false }],
    since: '0.1.0',
    references: [
      {
        title: 'OCI image specification: digests',
        url: 'https://github.com/opencontainers/image-spec/blob/main/descriptor.md#digests',
      },
    ],
    examples: [
      { language: 'dockerfile', text: 'FROM mysql«@8.0.44»\n' },
      { language: 'dockerfile', text: 'FROM alpine:3.22«@sha256:f1dbca0f5dbc9»\n' },
      {
        language: 'compose',
        text: 'services:\n  db:\n    image: postgres:17«@sha256:4B1C9C5F4B1C9C5F4B1C9C5F4B1C9C5F4B1C9C5F4B1C9C5F4B1C9C5F4B1C9C5F»\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM alpine:3.22\nCOPY --from=busybox«@md5:0123456789abcdef0123456789abcdef» / /\nCOPY --from=nginx:1.29«@» / /\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM alpine:3.22@sha256:4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f\n',
      },
      { language: 'dockerfile', text: 'ARG DIGEST\nFROM alpine@${DIGEST}\n' },
      {
        language: 'compose',
        text: 'services:\n  db:\n    image: postgres@sha512:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n',
      },
    ],
  },
  *check(document) {
    for (const { image } of document.images) {
      if (image.kind !== 'malformed') continue;
      const problem = describeProblem(image.error, image.text.slice(image.text.indexOf('@') + 1));
      if (problem !== undefined) yield { span: image.error.span, message: problem };
    }
  },
};

const twoDigests =
  'An image has one digest, and here are two, so it cannot be pulled. Keep the one that is meant, or remove both and pin the image anew.';

function describeProblem({ code }: ReferenceError, digest: string): string | undefined {
  const shown = digest.length > 80 ? `${digest.slice(0, 77)}…` : digest;
  switch (code) {
    case 'digest-missing':
      return 'A digest must follow the `@`, so this image cannot be pulled. Write `sha256:` and its 64 digits, or remove the `@`.';
    case 'digest-unknown-algorithm':
      if (digest.includes('@')) return twoDigests;
      if (/^(?:sha256-)?[\da-f]{64}$/i.test(digest))
        return 'A digest begins with its algorithm and a colon, so this image cannot be pulled. Write `sha256:` before the 64 digits.';
      if (/^sha(?:256|512):/i.test(digest))
        return 'The algorithm of a digest is written in lower case, so this image cannot be pulled. Write `sha256:` or `sha512:`.';
      return digest.includes(':')
        ? `\`${shown}\` is not a digest that registries know, so this image cannot be pulled. Use the \`sha256:\` digest.`
        : `\`@\` must be followed by a digest such as \`sha256:…\`, so this image cannot be pulled. If \`${shown}\` is a tag, write \`:${shown}\`.`;
    case 'digest-wrong-length': {
      if (digest.includes('@')) return twoDigests;
      const [algorithm = '', hex = ''] = digest.split(':');
      const wanted = algorithm === 'sha512' ? 128 : 64;
      return `This digest has ${String(hex.length)} digits where ${algorithm} has ${String(wanted)}, so the image cannot be pulled. Copy the whole digest, or remove it and pin the image anew.`;
    }
    case 'digest-not-lower-hex':
      if (digest.includes('@')) return twoDigests;
      return 'A digest has only the digits 0-9 and a-f in lower case, so this image cannot be pulled. Copy the digest again, or remove it and pin the image anew.';
    default:
      return undefined;
  }
}
