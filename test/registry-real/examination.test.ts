import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { InspectReport } from '../../server/src/cli/inspect/inspect-report.ts';
import {
  dockerInfo,
  dockerVersion,
  webContainer,
  webId,
  webProcesses,
} from '../engine/engine-answers.ts';
import { startEngine } from '../engine/engine-server.ts';
import {
  issuer,
  releaseIdentity,
  startSigstore,
  type SigstoreInstance,
} from '../support/cosign-authority.ts';
import { signingKey } from '../support/cosign-signatures.ts';
import { pushExaminedImage, type ExaminedImage } from '../support/examined-image.ts';
import { writeTrivy } from '../support/fake-scanners.ts';
import { readReport } from '../support/inspecting.ts';
import { notaryUser, startNotaryServer, type RealNotaryServer } from '../support/notary-server.ts';
import { requirePackaged } from '../support/packaged.ts';
import { createPerson, type Person, type Witnessed } from '../support/person.ts';
import { startRealRegistry, type RealRegistry } from '../support/real-registry.ts';
import { readStrictHtml } from '../support/strict-html.ts';
import {
  answerTo,
  bareText,
  factsOf,
  tableOf,
  textsOf,
  unescaped,
} from '../support/told-report.ts';
import { missingTools } from '../support/tools.ts';
import { digestBySkopeo, isSkipped, titled } from './tools.ts';

const missing = missingTools(['notary', 'notary-server']);
if (missing.length > 0 && process.env['CI'] === 'true')
  throw new Error(`these tests need ${missing.join(', ')}`);
const suffix = missing.length > 0 ? ` (skipped: needs ${missing.join(', ')})` : '';
const title = 'the packaged command line, asked what there is to know of an image';

describe.skipIf(isSkipped || missing.length > 0)(titled(title) + suffix, () => {
  let registry: RealRegistry;
  let notary: RealNotaryServer;
  let sigstore: SigstoreInstance;
  let publisherHome: string;
  let image: ExaminedImage;
  let person: Person;

  beforeAll(async () => {
    requirePackaged();
    registry = await startRealRegistry();
    notary = await startNotaryServer();
    sigstore = await startSigstore();
    image = await pushExaminedImage(registry, sigstore);
    publisherHome = await mkdtemp(join(tmpdir(), 'publisher-'));
    const publisher = notaryUser(notary.url, publisherHome);
    await publisher.run('init', image.name, '-p');
    await publisher.sign(image.name, '3.8', image.index.digest);
    person = await somebody();
  });
  afterAll(async () => {
    await person.close();
    await rm(publisherHome, { recursive: true });
    await sigstore.close();
    await notary.close();
    await registry.close();
  });

  /** Who has set up what verifies the image: a trust root, a Notary server for the registry, and the publisher's key. */
  async function somebody(more: object = {}): Promise<Person> {
    const somebody = await createPerson();
    await somebody.write('release.pub', image.key.pem);
    await somebody.write('other.pub', signingKey().pem);
    await somebody.decide({
      trustedRoot: await somebody.write('root.json', JSON.stringify(sigstore.trustedRoot)),
      notaryServers: { [registry.host]: notary.url },
      ...more,
    });
    return somebody;
  }

  /** Everything about the image by its tag `3.8`, or another one. */
  function inspect(
    words: readonly string[],
    { tag = '3.8', by = person } = {},
  ): Promise<Witnessed> {
    const whole = ['inspect', '--all', '--platform', 'linux/amd64', ...words];
    return by.seaworthy(...whole, `${image.name}:${tag}`);
  }

  async function report(
    words: readonly string[],
    options?: Parameters<typeof inspect>[1],
  ): Promise<InspectReport> {
    const { code, output, errors } = await inspect(['--format', 'json', ...words], options);
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    return readReport(output);
  }

  it('answers each of the five questions, and says of each fact how it is known', async () => {
    const told = await report([]);
    const facts = factsOf(told);
    const registryWords = { kind: 'registry', words: registry.host };
    const claimed = { kind: 'publisher-claim', words: "the publisher's claim" };
    const by = (value: string | null, source: object) => ({ value, source });
    const short = ({ digest }: { readonly digest: string }) => digest.slice(7, 19);

    expect(told.answers.map(({ question }) => question)).toEqual([
      'who-made-it',
      'what-is-in-it',
      'what-is-really-in-it',
      'is-it-what-i-think',
      'what-is-it-running-on',
    ]);
    expect(facts).toMatchObject({
      official: by('no', { kind: 'offline-list' }),
      source: by('https://git.example.com/app', claimed),
      licence: by('MIT', claimed),
      builder: by('https://builder.example.com', claimed),
      badge: by(null, { kind: 'not-known' }),
      digest: by(image.index.digest, registryWords),
      manifest: by(image.image.manifest.digest, registryWords),
      user: by('app', claimed),
      volumes: by('/data', claimed),
      base: by(`${registry.host}/team/base:1 at ${short(image.base.then)}`, claimed),
      baseMoved: by(`moved to ${short(image.base.now)} since this image was built`, registryWords),
      packageList: by('2 packages in SPDX', claimed),
      provenance: by('SLSA 1, by https://builder.example.com', claimed),
      scan: by(null, { kind: 'not-known' }),
      pinned: by('no: the tag can stand for another image tomorrow', {
        kind: 'document',
        words: 'as it is written',
      }),
      engine: by(null, { kind: 'not-known' }),
    });
    expect(tableOf(told, 'history')).toEqual([
      ['2026-01-20', '4 bytes', 'ADD rootfs.tar.xz /'],
      ['2026-01-20', 'no layer', 'ENV API_TOKEN=(hidden)'],
      ['2026-01-20', '3 bytes', 'COPY app /app'],
    ]);
    expect(tableOf(told, 'attestations').map(([type, place]) => [type, place])).toEqual([
      ['https://spdx.dev/Document', 'in the index'],
      ['https://slsa.dev/provenance/v1', 'in the index'],
    ]);
    expect(tableOf(told, 'packages')).toEqual([
      ['curl', '8.9.1'],
      ['openssl', '3.5.1'],
    ]);
    expect(told.notKnown).toEqual([]);
    expect(image.index.digest).toBe(
      await digestBySkopeo(['--tls-verify=false', `docker://${image.name}:3.8`]),
    );
  });

  it.each(['text', 'markdown', 'html'])('says the same in each form: %s', async (format) => {
    const told = await report([]);
    const { code, output, errors } = await inspect(['--format', format]);
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    const text = bareText(output);
    for (const part of told.answers.flatMap(textsOf)) expect(text).toContain(bareText(part));
    expect(output).not.toContain('hunter2');
  });

  it('makes a page that runs nothing and fetches nothing', async () => {
    const elements = readStrictHtml((await inspect(['--format', 'html'])).output);
    const names = new Set(elements.map(({ name }) => name));
    for (const name of ['script', 'img', 'link', 'iframe', 'object', 'form', 'base'])
      expect(names).not.toContain(name);
    const policy = elements.find(({ attributes }) => attributes.has('http-equiv'));
    expect(unescaped(policy?.attributes.get('content') ?? '')).toMatch(/^default-src 'none';/);
  });

  const byKey = ['--key', 'release.pub'];
  const byIdentity = (identity: string) => ['--identity', identity, '--issuer', issuer];

  it.each([
    ['the key that the person names', byKey, 'verified', '`release.pub`'],
    ['another key', ['--key', 'other.pub'], 'failed', null],
    [
      'an identity that is expected',
      byIdentity('*@example.test'),
      'verified',
      `\`${releaseIdentity} (${issuer})\``,
    ],
    ['an identity that is not', byIdentity('other@example.test'), 'failed', null],
    ['nobody in particular', [], 'verified', `\`${releaseIdentity} (${issuer})\``],
  ])('verifies signatures by %s', async (_, words, level, signers) => {
    const told = await report(words);
    expect(factsOf(told)).toMatchObject({
      signature: { value: level },
      places: { value: "the referrers API, the tag for referrers, cosign's tag" },
      ...(signers !== null && {
        signers: { value: signers, source: { kind: 'verified-signature' } },
      }),
    });
    expect(factsOf(told)['signers'] === undefined).toBe(signers === null);
    const places = tableOf(told, 'signatures').map(([, form, place]) => `${form}, ${place}`);
    expect(new Set(places)).toEqual(
      new Set(['Sigstore bundle, the tag for referrers', "cosign, cosign's tag"]),
    );
    expect(answerTo('is-it-what-i-think', told).verdict === 'bad').toBe(level === 'failed');
  });

  it('tells `3.8`, which is signed in Docker Content Trust, from `latest`, which is not', async () => {
    const stranger = await somebody();
    onTestFinished(() => stranger.close());
    const told = async (tag: string): Promise<unknown> =>
      factsOf(await report([], { tag, by: stranger }))['contentTrust'];
    const source = { kind: 'content-trust', words: `${notary.url}/` };
    expect(await told('3.8')).toMatchObject({
      value: expect.stringMatching(
        /^`3.8` is signed by `targets`, .+ believed because it was met for the first time$/,
      ) as string,
      source,
    });
    expect(await told('latest')).toMatchObject({
      value: '`latest` is not signed, though 1 other tag of the repository is: 3.8',
      source,
    });
  });

  it('has a scanner look that the person has, and counts what that finds in each form', async () => {
    const counts = '1 critical, 1 low';
    await writeTrivy({ folder: person.programs });
    const told = await report(['--scan', 'trivy']);
    expect(answerTo('what-is-really-in-it', told).verdict).toBe('bad');
    expect(factsOf(told)).toMatchObject({
      trivyCounts: { value: counts, source: { kind: 'scanner', words: 'Trivy' } },
      trivyFixable: { value: '1 critical' },
      trivyScanner: { value: expect.stringContaining('Trivy 0.74.0') as string },
      trivyDatabase: { value: '2026-10-02' },
    });
    const ids = ['CVE-2019-18224', 'CVE-2019-18276'];
    expect(tableOf(told, 'trivyVulnerabilities').map(([id]) => id)).toEqual(ids);
    for (const format of ['text', 'markdown', 'html']) {
      const { output } = await inspect(['--scan', 'trivy', '--format', format]);
      for (const part of [counts, ...ids]) expect(bareText(output)).toContain(bareText(part));
    }
    const calls = await readFile(join(person.programs.path, 'calls'), 'utf8');
    const scans = calls.split('\n').filter((line) => line.startsWith('trivy image '));
    // The reports that came after the first had its result, which is kept.
    expect(scans).toHaveLength(1);
    expect(scans[0]).toContain('--platform linux/amd64');
    expect(scans[0]).toMatch(new RegExp(`${image.name}@${image.image.manifest.digest}$`));
  });

  it('tells what a service is granted, and what runs from the image by the engine of the machine', async () => {
    const id = image.image.config.digest;
    const container = { ...webContainer, Image: id };
    const engine = await startEngine({
      '/version': dockerVersion,
      '/info': dockerInfo,
      [`/images/${image.name}:3.8/json`]: { Id: id, RepoDigests: [] },
      [`/containers/json?filters={"ancestor":["${id.slice(7)}"]}`]: [{ Id: webId, ImageID: id }],
      [`/containers/${webId}/json`]: container,
      [`/containers/${webId}/top`]: webProcesses,
    });
    onTestFinished(() => engine.close());
    const operator = await somebody({ engineSocket: engine.socket });
    onTestFinished(() => operator.close());
    const service = `services: { web: { image: '${image.name}:3.8', privileged: true } }`;
    await operator.write('compose.yaml', service);

    const words = ['--engine', '--service', 'compose.yaml:web'];
    const told = await report(words, { by: operator });
    const source = { kind: 'engine', words: `the engine at ${engine.socket}` };
    expect(answerTo('what-is-it-running-on', told).verdict).toBe('bad');
    expect(factsOf(told)).toMatchObject({
      servicePrivileged: { verdict: 'bad', source: { kind: 'document' } },
      engine: { value: 'Docker 24.0.7, as root', source },
      localSame: { value: 'yes', source },
      containerNames: { value: 'shop-web-1 (running)', source },
    });
    expect(tableOf(told, 'processes1')).toEqual(webProcesses.Processes);

    const { connections } = await inspect(words, { by: operator });
    expect(connections).toEqual([...askedHosts(), engine.socket].toSorted());
    expect(engine.requests.every((line) => line.startsWith('GET '))).toBe(true);
  });

  it('asks the registry and the server that the person has set, and nobody else', async () => {
    const before = registry.requests().length;
    const { connections } = await inspect([...byKey, '--scan', 'trivy']);
    expect(connections).toEqual(askedHosts());
    const asked = () => registry.requests().slice(before);
    await expect.poll(() => asked().length).toBeGreaterThan(9);
    for (const line of asked()) expect(line).toMatch(/^(?:GET|HEAD) \/v2\/team\/(?:app|base)\//);
  });

  it('has the rules enforce what a team requires, which ask nobody unless they are told to', async () => {
    const team = await somebody();
    onTestFinished(() => team.close());
    await team.write('Dockerfile', `FROM ${image.name}:3.8\nUSER app\n`);
    const require = async (keyFile: string): Promise<void> => {
      const measures = ['signature', 'attestation'];
      const requirement = { images: [`${registry.host}/team/*`], measures, signers: [{ keyFile }] };
      await team.write('seaworthy.yaml', JSON.stringify({ require: [requirement] }));
    };
    await require('release.pub');
    expect(await team.seaworthy('check')).toMatchObject({ code: 0, connections: [] });
    expect(await team.seaworthy('check', '--online')).toMatchObject({
      code: 0,
      connections: [registry.host],
    });
    await require('other.pub');
    const refused = await team.seaworthy('check', '--online');
    expect(refused).toMatchObject({ code: 1, connections: [registry.host] });
    expect(refused.output).toContain('[required-signature-missing]');
    expect(refused.output).not.toContain('[required-attestation-missing]');
  });

  function askedHosts(): readonly string[] {
    return [registry.host, notary.url.replace('http://', '')].toSorted();
  }
});
