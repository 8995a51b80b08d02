import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { InspectionTools } from '../../server/src/analysis/questions/tools.ts';
import type { CliPorts } from '../../server/src/cli/ports.ts';
import { defaultInspectionSettings } from '../../server/src/settings/inspection-settings.ts';
import type { SignerPolicy } from '../../server/src/trust/trust-source.ts';
import { makeFolder } from '../support/command-line.ts';
import { noTools, scanResult, scannersWith } from '../support/examining.ts';
import { hostileRegistry, hostileTools } from '../support/hostile-image.ts';
import { inspect, registryWith, report } from '../support/inspecting.ts';
import { readStrictHtml } from '../support/strict-html.ts';

const trivy = scannersWith({ trivy: () => Promise.resolve(scanResult(['critical'])) });

function asking(tools: Partial<InspectionTools>): Partial<CliPorts> {
  return { createTools: () => ({ ...noTools, ...tools }) };
}

describe('the forms of seaworthy inspect', () => {
  it('has the five answers as data', async () => {
    const { answers } = await report(['python'], registryWith());
    expect(answers.map(({ question }) => question)).toEqual([
      'who-made-it',
      'what-is-in-it',
      'what-is-really-in-it',
      'is-it-what-i-think',
      'what-is-it-running-on',
    ]);
    const facts = answers.flatMap((answer) => answer.facts);
    expect(facts.find(({ id }) => id === 'licence')).toEqual({
      id: 'licence',
      label: 'Licence',
      value: 'MIT',
      why: null,
      verdict: null,
      link: null,
      source: { kind: 'publisher-claim', words: "the publisher's claim" },
    });
    expect(facts.find(({ id }) => id === 'scan')).toMatchObject({ value: null, why: 'not asked' });
  });

  it('has them as a page and as Markdown', async () => {
    const page = (await inspect(['-f', 'html', 'python'])).output;
    expect(readStrictHtml(page).filter(({ name }) => name === 'section')).toHaveLength(5);
    const { output } = await inspect(['-f', 'markdown', 'python']);
    expect(output.match(/^## /gm)).toHaveLength(5);
  });

  it('is valid data whatever strangers write', async () => {
    const ports = { createTools: () => hostileTools };
    const told = await report(['--scan', '--engine', 'team/app'], hostileRegistry(), ports);
    expect(JSON.stringify(told)).not.toMatch(/\\u00[01]|[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|hunter2/u);
  });

  it('goes to a file without colours, and says so when that cannot be written', async () => {
    const folder = await makeFolder({});
    const ports = { folder: folder.path };
    const outcome = await inspect(
      ['-o', 'report.html', '-f', 'html', 'python'],
      registryWith(),
      ports,
    );
    expect(outcome).toEqual({ code: 0, output: '', errors: '' });
    expect(await readFile(folder.file('report.html'), 'utf8')).toMatch(/^<!doctype html>/);
    const refused = await inspect(['-o', 'no/such/folder', 'python'], registryWith(), ports);
    expect(refused).toMatchObject({ code: 2, output: '' });
    expect(refused.errors).toContain(
      'no/such/folder could not be written: there is no such folder.',
    );
  });
});

describe('seaworthy inspect --scan', () => {
  it('has the image scanned', async () => {
    const { code, output } = await inspect(
      ['--scan', 'python'],
      registryWith(),
      asking({ scanners: trivy }),
    );
    expect(code).toBe(0);
    expect(output).toContain('Trivy found vulnerabilities: 1 critical.');
  });

  it('ends with 2 where the scanner is not there, and tells the rest', async () => {
    const { code, output } = await inspect(
      ['--scan', 'grype', 'python'],
      registryWith(),
      asking({ scanners: trivy }),
    );
    expect(code).toBe(2);
    expect(output).toContain('Who made this?  Good');
    expect(output).toMatch(/^What's really in it\? {2}Not known\n {2}Grype is not installed/m);
    expect(output.split('Grype is not installed')).toHaveLength(2);
  });

  it('ends with 2 where there is no scanner at all', async () => {
    const { code, output } = await inspect(['--scan', 'python']);
    expect(code).toBe(2);
    expect(output).toContain('  No scanner is installed or set up, so nothing was scanned.\n');
  });
});

describe('seaworthy inspect --engine', () => {
  it('ends with 2 where no engine answers', async () => {
    const { code, output } = await inspect(['--engine', 'python']);
    expect(code).toBe(2);
    expect(output).toContain('No container engine was found at /var/run/docker.sock.');
  });
});

describe('seaworthy inspect --service', () => {
  const compose = `services:
  web:
    image: python:3.14
    privileged: true
  built:
    build: .
`;

  it('shows what the service is granted, and looks at its image', async () => {
    const folder = await makeFolder({ 'compose.yaml': compose });
    const { code, output } = await inspect(
      ['--all', '--service', 'compose.yaml:web'],
      registryWith(),
      {
        folder: folder.path,
      },
    );
    expect(code).toBe(0);
    expect(output).toContain('docker.io/library/python:3.14@');
    expect(output).toContain('  Service web\n');
    expect(output).toMatch(/^What is it running on\? {2}Needs attention$/m);
  });

  it('has the card in the short form too, as it was asked for', async () => {
    const folder = await makeFolder({ 'compose.yaml': compose });
    const { output } = await inspect(['--service', 'compose.yaml:web'], registryWith(), {
      folder: folder.path,
    });
    expect(output).toMatch(/^ {2}Privileged +yes: every capability and device of the host {2}/m);
  });

  it('looks at another image where one is named', async () => {
    const folder = await makeFolder({ 'compose.yaml': compose });
    const words = ['--service', 'compose.yaml:built', 'redis:8'];
    expect((await inspect(words, registryWith(), { folder: folder.path })).output).toContain(
      'redis:8\n',
    );
  });

  it.each([
    ['compose.yaml:db', 'compose.yaml has no service `db`. It has: web and built.'],
    ['compose.yaml:built', 'Name an image as well.'],
    ['Dockerfile:web', 'Dockerfile is no Compose file'],
    ['missing.yaml:web', 'missing.yaml'],
  ])('says what is wrong with %s', async (service, sentence) => {
    const folder = await makeFolder({ 'compose.yaml': compose, Dockerfile: 'FROM scratch\n' });
    const outcome = await inspect(['--service', service], registryWith(), { folder: folder.path });
    expect(outcome).toMatchObject({ code: 2, output: '' });
    expect(outcome.errors).toContain(sentence);
  });
});

describe('who may sign', () => {
  const pem = '-----BEGIN PUBLIC KEY-----\nabc\n-----END PUBLIC KEY-----\n';

  /** The policy that signatures are judged by. */
  async function policyOf(
    words: readonly string[],
    files: Readonly<Record<string, string>> = {},
  ): Promise<SignerPolicy> {
    const folder = await makeFolder(files);
    const policies: SignerPolicy[] = [];
    const trust: InspectionTools['trust'] = {
      ...noTools.trust,
      signatures: ({ policy }) => {
        policies.push(policy);
        return Promise.resolve({ level: 'none', signatures: [], policy, unseen: [] });
      },
    };
    const settings = {
      ...defaultInspectionSettings,
      trust: {
        ...defaultInspectionSettings.trust,
        signers: [
          { images: ['docker.io/**'], identity: 'mine@example.com', issuer: 'https://id.example' },
        ],
      },
    };
    await inspect([...words, 'team/app'], registryWith(), {
      ...asking({ trust }),
      folder: folder.path,
      root: folder.path,
      readInspection: () => Promise.resolve(settings),
    });
    return policies[0] ?? { signers: [], from: undefined };
  }

  it('is whom the command line names, before all others', async () => {
    expect(await policyOf(['--key', 'cosign.pub'], { 'cosign.pub': pem })).toEqual({
      signers: [{ kind: 'key', name: 'cosign.pub', pem }],
      from: 'settings',
    });
    const words = ['--identity', '*@example.com', '--issuer', 'https://id.example'];
    expect(await policyOf(words)).toEqual({
      signers: [{ kind: 'identity', identity: '*@example.com', issuer: 'https://id.example' }],
      from: 'settings',
    });
  });

  it("is whom the folder's configuration requires", async () => {
    const configuration = `require:
  - images: [docker.io/team/*]
    measures: [signature]
    signers:
      - identity: team@example.com
        issuer: https://id.example
`;
    expect(await policyOf([], { 'seaworthy.yaml': configuration })).toEqual({
      signers: [{ kind: 'identity', identity: 'team@example.com', issuer: 'https://id.example' }],
      from: 'configuration',
    });
  });

  it("is else whom the person's settings name", async () => {
    expect(await policyOf([])).toMatchObject({
      from: 'settings',
      signers: [{ identity: 'mine@example.com' }],
    });
  });

  it.each([
    ['cosign.key', '-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\n', 'has no public key'],
    ['missing.pub', undefined, 'missing.pub'],
  ])('is nobody by the file %s', async (name, content, sentence) => {
    const folder = await makeFolder(content === undefined ? {} : { [name]: content });
    const outcome = await inspect(['--key', name, 'python'], registryWith(), {
      folder: folder.path,
    });
    expect(outcome).toMatchObject({ code: 2, output: '' });
    expect(outcome.errors).toContain(sentence);
  });
});

describe('seaworthy inspect', () => {
  it('keeps what it found for rules and editors', async () => {
    const noted: string[] = [];
    await inspect(['python'], registryWith(), {
      openImageKnowledge: () => ({
        recall: () => Promise.resolve(undefined),
        note: ({ written }, { digest }) => {
          noted.push(`${written} ${digest}`);
          return Promise.resolve();
        },
      }),
    });
    expect(noted).toEqual([expect.stringMatching(/^python sha256:/)]);
  });

  it('makes its tools with the settings of the person', async () => {
    const settings = { ...defaultInspectionSettings, engineSocket: '/run/mine.sock' };
    const seen: unknown[] = [];
    await inspect(['python'], registryWith(), {
      readInspection: () => Promise.resolve(settings),
      createTools: (_, given) => {
        seen.push(given);
        return noTools;
      },
    });
    expect(seen).toEqual([settings]);
  });
});
