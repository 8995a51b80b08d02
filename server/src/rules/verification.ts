import type { ScriptCommand } from './commands.ts';

/**
 * Whether a command compares what was downloaded with a checksum or a signature: `sha256sum -c`,
 * `gpg --verify`, `cosign verify-blob`, `[ "$(sha256sum file)" = … ]`, PHP's `hash_file` and their kin.
 */
export function isVerification(command: ScriptCommand): boolean {
  const { name, words, pipeline } = command;
  if (name === undefined) return false;
  if (checksumTool.test(name))
    return (
      words.some(({ text }) => /^(?:-[a-z]*c|--check)/.test(text)) ||
      pipeline.holder?.relation === 'substitution' ||
      pipeline.commands.at(-1) !== command.written
    );
  const argument = verifiers.get(name);
  if (argument !== undefined) return words.some(({ text }) => argument.test(text));
  return codeRunner.test(name) && words.some(({ text }) => hashFunction.test(text));
}

const checksumTool = /^(?:g?(?:sha\d*|md5|b2|b3|blake2\w*)sum|g?cksum|shasum|rhash|hashdeep)$/;

/** Programs that check a signature or a digest, with what their arguments must say to do so. */
const verifiers: ReadonlyMap<string, RegExp> = new Map([
  ['gpg', /^(?:--verify|--verify-files|--decrypt|-d)$/],
  ['gpg2', /^(?:--verify|--verify-files|--decrypt|-d)$/],
  ['gpgv', /./],
  ['gpgv2', /./],
  ['sqv', /./],
  ['sq', /^verify$/],
  ['openssl', /^(?:dgst|-verify|sha256|sha384|sha512|cms|smime)$/],
  ['cosign', /^verify(?:-blob|-blob-attestation)?$/],
  ['minisign', /^-[A-Za-z]*V/],
  ['signify', /^-[A-Za-z]*V/],
  ['signify-openbsd', /^-[A-Za-z]*V/],
  ['slsa-verifier', /^verify-/],
  ['notation', /^verify$/],
  ['gh', /^(?:attestation|verify)$/],
  ['rpm', /^(?:-K|--checksig)$/],
  ['rpmkeys', /^(?:-K|--checksig)$/],
  ['jarsigner', /^-verify$/],
  ['ssh-keygen', /^verify$/],
  ['certutil', /^-hashfile$/i],
  ['get-filehash', /./],
  ['get-authenticodesignature', /./],
]);

const codeRunner = /^(?:php|python|perl|ruby|node)[\d.]*$/;
const hashFunction = /\b(?:hash_file|hashlib|sha256|sha384|sha512|createHash|Digest::SHA)\b/;

/** The files that a verification speaks of, by their names without folders. */
export interface CheckedFiles {
  readonly files: ReadonlySet<string>;
  /** Lists of checksums, signatures and keys: what the files are checked with. */
  readonly proofs: ReadonlySet<string>;
}

/** What the command, or what is piped into it, speaks of; `tool.tar.gz.sha256` speaks of `tool.tar.gz` too. */
export function checkedFiles({ pipeline }: ScriptCommand): CheckedFiles {
  const files = new Set<string>();
  const proofs = new Set<string>();
  for (const { words, redirections } of pipeline.commands)
    for (const { text } of [...words, ...redirections.map(({ target }) => target)])
      for (const token of text.split(/[\s"'*\\]+|\\n/)) {
        const name = token.slice(token.lastIndexOf('/') + 1);
        if (name === '') continue;
        if (!proof.test(name)) {
          files.add(name);
        } else {
          proofs.add(name);
          if (name.includes('.')) files.add(name.slice(0, name.lastIndexOf('.')));
        }
      }
  return { files, proofs };
}

const proof =
  /(?:sums?|sha\d*|md5|checksums?|digests?|asc|sig|sign|minisig|sigstore|bundle|pem|crt|pub)(?:\.txt)?$/i;
