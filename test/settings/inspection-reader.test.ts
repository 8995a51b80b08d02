import { describe, expect, it } from 'vitest';
import { settingsContribution } from '../../server/src/settings/contribution.ts';
import { readInspectionFile } from '../../server/src/settings/inspection-file.ts';
import {
  inspectionKeys,
  inspectionSettings,
  readEditorInspection,
} from '../../server/src/settings/inspection-reader.ts';
import { defaultInspectionSettings } from '../../server/src/settings/inspection-settings.ts';

const path = '/home/me/.config/seaworthy/inspection.yaml';
const pem = '-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PUBLIC KEY-----';

/** What is made of the value of one key, and what is said about it. */
function read(key: string, value: unknown): { layer: unknown; problems: readonly string[] } {
  const problems: string[] = [];
  return { layer: readEditorInspection({ [key]: value }, problems), problems };
}

describe('the settings of inspections', () => {
  it('are the defaults where nothing is set, in whatever way an editor says so', () => {
    for (const raw of [
      undefined,
      null,
      {},
      {
        scanners: [],
        scanTimeout: null,
        programs: {},
        clair: {},
        trustedRoot: '',
        signers: [],
        notaryServers: {},
        engineSocket: '',
      },
    ]) {
      const problems: string[] = [];
      expect(inspectionSettings(readEditorInspection(raw, problems))).toEqual(
        defaultInspectionSettings,
      );
      expect(problems).toEqual([]);
    }
  });

  it.each<[string, unknown, unknown]>([
    ['scanners', ['grype', 'osv'], ['grype', 'osv']],
    ['scanTimeout', 60, 60_000],
    ['programs', { trivy: '/opt/trivy', docker: '' }, { trivy: '/opt/trivy' }],
    ['programs', { trivy: 'C:\\tools\\trivy.exe' }, { trivy: 'C:\\tools\\trivy.exe' }],
    [
      'clair',
      { indexer: 'https://clair.example.com' },
      {
        indexer: 'https://clair.example.com',
        matcher: 'https://clair.example.com',
        keyFile: undefined,
        issuer: 'clairctl',
      },
    ],
    [
      'clair',
      { indexer: 'http://a:1', matcher: 'http://b:2', keyFile: '/k', issuer: 'me' },
      { indexer: 'http://a:1', matcher: 'http://b:2', keyFile: '/k', issuer: 'me' },
    ],
    ['trustedRoot', '/home/me/trusted_root.json', '/home/me/trusted_root.json'],
    ['signers', [{ images: ['a/*'], key: pem }], [{ images: ['a/*'], key: pem }]],
    [
      'signers',
      [{ images: ['a/*'], identity: 'https://github.com/a/*', issuer: 'https://issuer.example' }],
      [{ images: ['a/*'], identity: 'https://github.com/a/*', issuer: 'https://issuer.example' }],
    ],
    [
      'notaryServers',
      { 'Docker.IO': 'https://notary.docker.io' },
      { 'docker.io': 'https://notary.docker.io' },
    ],
    ['engineSocket', '/run/podman/podman.sock', '/run/podman/podman.sock'],
    ['engineSocket', 'unix:///run/docker.sock', '/run/docker.sock'],
    ['engineSocket', 'npipe:////./pipe/docker_engine', '//./pipe/docker_engine'],
    ['hoverAsks', true, true],
    ['showCounts', false, false],
  ])('takes `%s`: %j', (key, value, wanted) => {
    expect(read(key, value)).toEqual({ layer: { [key]: wanted }, problems: [] });
  });

  it.each<[string, unknown, RegExp]>([
    ['scanners', ['trivvy'], /`seaworthy\.inspection\.scanners\[0\]` .* Did you mean `trivy`\?/],
    ['scanners', 'trivy', /must be a list/],
    ['scanTimeout', 1, /must be 5 to 3600 seconds/],
    ['scanTimeout', Number.NaN, /must be 5 to 3600 seconds/],
    ['programs', { trivy: 'bin/trivy' }, /must be an absolute path/],
    ['programs', { snyk: '/bin/snyk' }, /There is no key `snyk`/],
    ['clair', { matcher: 'http://a' }, /needs `indexer`/],
    ['clair', { indexer: 'file:///etc/passwd' }, /must be an http or https address/],
    ['clair', { indexer: 'https://me:secret@clair.example.com' }, /without user and password/],
    ['clair', { indexer: 'https://a', keyFile: 'key' }, /must be an absolute path/],
    ['clair', { indexer: 'https://a', matcher: 7 }, /must be a text/],
    ['trustedRoot', '../root.json', /must be an absolute path/],
    ['signers', [{ images: ['a'] }], /must have exactly one of/],
    ['signers', [{ key: pem }], /needs `images`/],
    ['signers', [{ images: ['a'], keyFile: 'cosign.pub' }], /must be an absolute path/],
    ['signers', [{ images: ['a'], identity: '*', issuer: 'x' }], /lets anybody sign/],
    ['notaryServers', { 'docker.io/library': 'https://a' }, /as images name the registry/],
    ['notaryServers', { 'docker.io': 'ftp://a' }, /must be an http or https address/],
    ['engineSocket', 'tcp://10.0.0.1:2375', /must be an absolute path/],
    ['hoverAsks', 'yes', /must be true or false/],
    ['hoverAsk', true, /There is no key `hoverAsk`.*Did you mean `hoverAsks`\?/],
  ])('leaves out `%s` and says why: %j', (key, value, problem) => {
    const { layer, problems } = read(key, value);
    expect(layer).toEqual({});
    expect(problems.join('\n')).toMatch(problem);
    expect(problems.join('\n')).not.toContain('secret');
  });

  it('follow what the editor says key by key, and what the person’s own file says else', () => {
    const text = 'scanners: [grype]\nengineSocket: /run/own.sock\nhoverAsks: true\n';
    const { layer, problems } = readInspectionFile(text, path);
    expect(problems).toEqual([]);
    const editor = readEditorInspection({ scanners: ['trivy'], hoverAsks: false }, []);
    expect(inspectionSettings(layer, editor)).toMatchObject({
      scanners: { use: ['trivy'] },
      engineSocket: '/run/own.sock',
      hoverAsks: false,
      showsCounts: true,
    });
  });

  it('can be set in an editor by these keys, and by no workspace', () => {
    const contributed = Object.entries(settingsContribution([])).filter(([key]) =>
      key.startsWith('seaworthy.inspection.'),
    );
    expect(contributed.map(([key]) => key.split('.').at(-1))).toEqual([...inspectionKeys]);
    for (const [, property] of contributed) expect(property).toMatchObject({ scope: 'machine' });
  });
});

describe('a person’s own file', () => {
  it.each(['', '# nothing\n'])('may be empty: %j', (text) => {
    expect(readInspectionFile(text, path)).toEqual({ layer: {}, problems: [] });
  });

  it.each([
    ['a: [', `${path} is not valid YAML, so nothing of it counts`],
    ['['.repeat(2000), 'it nests too deeply'],
    ['- a\n', `In ${path}: The configuration must be a map of keys and values.`],
    ['scanTimeout: never\n', `In ${path}: \`scanTimeout\` must be 5 to 3600 seconds.`],
  ])('says what is wrong with it: %j', (text, problem) => {
    const { layer, problems } = readInspectionFile(text, path);
    expect(layer).toEqual({});
    expect(problems.join('\n')).toContain(problem);
  });
});
