import { describe, expect, it } from 'vitest';
import { knownRule } from '../../server/src/analysis/levels.ts';
import { rules } from '../../server/src/rules/index.ts';
import { readConfig } from '../../server/src/settings/config-file.ts';
import { readPolicy } from '../../server/src/settings/policy-reader.ts';
import { readRepositoryFile, snippetsOf } from '../ci/documents.ts';

const pem = '-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PUBLIC KEY-----\n';

/** Each problem with the text that it marks. */
function problemsOf(text: string): readonly string[] {
  return readConfig(text, []).problems.map(
    ({ span, message }) => `${text.slice(span.start, span.end)}: ${message}`,
  );
}

/** An entry of `require` with these signers, on one line. */
function signedBy(signers: string): string {
  return `require: [{ images: [a/**], measures: [signature], signers: [${signers}] }]\n`;
}

describe('what a team requires of images', () => {
  it('is read with its signers, whose key files are found from the configuration', () => {
    const text = `trustedPublishers: [official, registry.example.com]
require:
  - images: ['docker.io/library/*']
    measures: [digest, official]
  - images: ['ghcr.io/team/**']
    measures: [signature, attestation]
    signers:
      - keyFile: ./keys/team.pub
      - identity: https://github.com/team/*
        issuer: https://token.actions.githubusercontent.com
      - key: |
          ${pem.trimEnd().replaceAll('\n', '\n          ')}
`;
    const images = ['ghcr.io/team/**'];
    expect(readConfig(text, [], '/home/me/project')).toEqual({
      layer: {
        trustedPublishers: ['official', 'registry.example.com'],
        require: [
          { images: ['docker.io/library/*'], measures: ['digest', 'official'], signers: [] },
          {
            images,
            measures: ['signature', 'attestation'],
            signers: [
              { images, keyFile: '/home/me/project/keys/team.pub' },
              {
                images,
                identity: 'https://github.com/team/*',
                issuer: 'https://token.actions.githubusercontent.com',
              },
              { images, key: pem },
            ],
          },
        ],
      },
      problems: [],
    });
  });

  it('may be nothing', () => {
    expect(readConfig('require: []\ntrustedPublishers:\n', [])).toEqual({
      layer: { require: [] },
      problems: [],
    });
  });

  it.each<[string, string]>([
    [
      'require: [{ images: [a], measures: [signatur] }]\n',
      'signatur: `require[0].measures[0]` must be one of signature, digest, official, attestation. Did you mean `signature`?',
    ],
    [
      'require: [{ image: [a], images: [a], measures: [digest] }]\n',
      'image: There is no key `image` in `require[0]`. Did you mean `images`?',
    ],
    [
      'require: [{ measures: [digest] }]\n',
      '{ measures: [digest] }: `require[0]` needs `images` and `measures`.',
    ],
    ['require: digest\n', 'digest: `require` must be a list.'],
    ['require: [digest]\n', 'digest: `require[0]` must be a map of keys and values.'],
    ['trustedPublishers: official\n', 'official: `trustedPublishers` must be a list.'],
    [
      'require: [{ images: [a], measures: [digest], signers: [{ keyFile: a.pub }] }]\n',
      'signers: `require[0].signers` says who may sign, which needs `signature` among the `measures`.',
    ],
    [
      signedBy('{ keyfile: a.pub, keyFile: a.pub }'),
      'keyfile: There is no key `keyfile` in `require[0].signers[0]`. Did you mean `keyFile`?',
    ],
  ])('has its mistakes marked: %j', (text, problem) => {
    expect(problemsOf(text)).toContain(problem);
  });

  it.each<[string, string]>([
    ['nobody', '{}'],
    ['a key and a file', `{ key: "${pem.replaceAll('\n', '\\n')}", keyFile: a.pub }`],
    ['an identity without its issuer', '{ identity: me@example.com }'],
    ['an issuer without an identity', '{ issuer: https://example.com }'],
    ['any identity', '{ identity: "**", issuer: https://example.com }'],
    ['any issuer', '{ identity: me@example.com, issuer: "" }'],
    ['a private key', '{ key: "-----BEGIN PRIVATE KEY-----" }'],
    ['a file elsewhere', '{ keyFile: ../a.pub }'],
    ['a file that seems to be below', '{ keyFile: "keys/..\\\\..\\\\a.pub" }'],
    ['an absolute path', '{ keyFile: /etc/passwd }'],
    ['an absolute path of Windows', '{ keyFile: "C:/a.pub" }'],
    ['an empty path', '{ keyFile: "" }'],
  ])('is never met by anybody when a signer is %s', (_, signer) => {
    const { layer, problems } = readConfig(signedBy(signer), [], '/project');
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).not.toContain('PRIVATE');
    // An entry without `signers` would leave it to others who may sign.
    expect(layer?.require).toEqual([
      { images: ['a/**'], measures: ['signature'], signers: [{ images: ['a/**'] }] },
    ]);
  });

  it('names key files in the settings of an editor by absolute paths', () => {
    const read = (keyFile: string) =>
      readPolicy(
        { require: [{ images: ['a'], measures: ['signature'], signers: [{ keyFile }] }] },
        [],
      );
    expect(read('/home/me/a.pub').layer.require?.[0]?.signers[0]?.keyFile).toBe('/home/me/a.pub');
    expect(read('C:\\keys\\a.pub').problems).toEqual([]);
    expect(read('keys/a.pub').problems[0]?.message).toContain('must be an absolute path');
  });
});

describe('the page about the configuration', () => {
  const snippets = snippetsOf(readRepositoryFile('docs/configuration.md'));
  const examples = snippets.filter(({ language }) => language === 'yaml');

  it.each(examples.map(({ line, text }) => [line, text] as const))(
    'has an example without mistakes at line %i',
    (_, text) => {
      const { layer, problems } = readConfig(text, rules.map(knownRule));
      expect(problems).toEqual([]);
      expect(layer?.require).not.toEqual([]);
    },
  );
});
