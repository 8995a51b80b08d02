import type { InspectionTools } from '../../server/src/analysis/questions/tools.ts';
import type { EngineReport } from '../../server/src/engine/engine-source.ts';
import type { Attestations } from '../../server/src/registry/attestation-source.ts';
import type { ImageRegistry } from '../../server/src/registry/image-registry.ts';
import type { ImageDetails, IndexEntry } from '../../server/src/registry/image-source.ts';
import type { RepositoryFacts } from '../../server/src/registry/publisher-source.ts';
import type { ScanResult } from '../../server/src/scanners/scan.ts';
import { ok } from '../../server/src/text/result.ts';
import type { ContentTrust, SignatureReport } from '../../server/src/trust/trust-source.ts';
import { details, layer } from '../analysis/images.ts';
import { noTools, scannersWith } from './examining.ts';
import { digestOf } from './image-shelf.ts';
import { partialRegistry } from './registries.ts';

/** What strangers may write to be more than text: to a terminal, in HTML and Markdown, and to an editor. */
export const hostileTexts: readonly string[] = [
  '\u001b[31mred\u001b[0m \u001b]8;;https://evil.example\u0007click\u001b]8;;\u0007\u001b[2J\u009b1A',
  '\u202etxt.exe\u202c \u2066over\u2069 zero\u200bwidth',
  'two\r\nlines\n# heading\n\n- item\u2028more\u2029end',
  '<script>alert(1)</script><img src=x onerror=alert(1)><!-- --><style>*{display:none}</style>',
  '"><a href="javascript:alert(1)">x</a> onmouseover=alert(1) &lt;b&gt; </section></main>',
  '[click](command:workbench.action.terminal.new) [x](javascript:alert(1)) ![i](https://evil.example/i.png)',
  '<https://evil.example> https://evil.example/a?b=c www.evil.example evil@evil.example @octocat #1',
  '**bold** _em_ `code` ``two`` ~~gone~~ $x^2$ | cell | \\ \\| ]( ](https://evil.example',
  'command:evil.run vscode://evil.run [ref]: https://evil.example "t"',
  '$(zap) {{7*7}} ${evil} %evil% ::error::evil ##[error]evil ::set-output name=x::y',
  'x'.repeat(20_000),
];

/** All of them, for a place that has but one text. */
export const hostileText = hostileTexts.slice(0, -1).join(' ');

/** The last day that a date can be written with four digits of a year. */
const farAway = Date.UTC(9999, 11, 31);

/** Values that must not be seen anywhere. */
export const hostileSecrets: readonly string[] = [
  'hunter2-of-env',
  'hunter2-of-run',
  'hunter2-of-top',
];

export const hostileIndex: IndexEntry = {
  kind: 'index',
  digest: digestOf('hostile'),
  mediaType: hostileText,
  annotations: new Map(hostileTexts.map((text, number) => [`${text}${number}`, text])),
  images: [
    {
      digest: digestOf('hostile image'),
      platform: { os: 'linux', architecture: 'amd64' },
      annotations: new Map(),
    },
    {
      digest: digestOf('other image'),
      platform: { os: hostileText, architecture: hostileText, variant: hostileText },
      annotations: new Map(),
    },
  ],
  attestations: [],
};

const claims = [
  'source',
  'revision',
  'version',
  'licenses',
  'documentation',
  'url',
  'authors',
  'vendor',
  'base.name',
];

export const hostileDetails: ImageDetails = details({
  digest: digestOf('hostile image'),
  created: farAway,
  user: hostileText,
  workingDirectory: hostileText,
  entrypoint: hostileTexts,
  command: hostileTexts,
  exposedPorts: hostileTexts,
  volumes: hostileTexts,
  stopSignal: hostileText,
  healthCheck: ['CMD-SHELL', ...hostileTexts],
  author: hostileText,
  environment: [
    ...hostileTexts.map((text, number) => `${text}${number}=${text}`),
    'DB_PASSWORD=hunter2-of-env',
    '__proto__=x',
  ],
  labels: new Map([
    ...hostileTexts.map((text, number) => [`${text}${number}`, text] as const),
    ...claims.map((name) => [`org.opencontainers.image.${name}`, hostileText] as const),
    ['org.opencontainers.image.source', 'https://evil.example/"><script>alert(1)</script>'],
    ['__proto__', 'x'],
  ]),
  layers: [layer('huge', Number.MAX_SAFE_INTEGER), layer('none', 0)],
  history: [
    ...hostileTexts.map((text, number) => ({
      createdBy: text,
      created: farAway,
      comment: text,
      layer: number === 0 ? layer('huge').digest : undefined,
    })),
    {
      createdBy: 'RUN |1 API_TOKEN=hunter2-of-run /bin/sh -c build # buildkit',
      created: undefined,
      comment: '',
      layer: undefined,
    },
  ],
});

const publisher: RepositoryFacts = {
  api: hostileText,
  badge: undefined,
  owner: hostileText,
  description: hostileText,
  pushed: farAway,
  tagPushed: 0,
  tagPusher: hostileText,
  stars: Number.MAX_SAFE_INTEGER,
  pulls: 0,
  tagsAre: 'mutable',
  isArchived: false,
  page: 'javascript:alert(1)',
};

const attestations: Attestations = {
  found: [{ predicateType: hostileText, place: 'index', digest: digestOf('attestation') }],
  provenance: {
    version: '1',
    builder: hostileText,
    source: 'javascript:alert(1)',
    revision: hostileText,
    entryPoint: hostileText,
    finished: farAway,
    materials: hostileTexts.map((uri) => ({ uri, digest: hostileText })),
  },
  packages: {
    format: 'spdx',
    tool: hostileText,
    packages: hostileTexts.map((name) => ({ name, version: name, purl: name })),
  },
};

const scan: ScanResult = {
  scanner: 'trivy',
  scannerVersion: hostileText,
  database: farAway,
  at: 0,
  digest: digestOf('hostile image'),
  distribution: { name: hostileText, version: hostileText, isEndOfLife: true },
  vulnerabilities: hostileTexts.map((text) => ({
    id: text,
    severity: 'critical',
    package: { name: text, version: text, purl: text },
    fixedIn: [text, text],
    isWontFix: false,
    isKnownExploited: true,
    title: text,
    link: 'javascript:alert(1)',
  })),
  omitted: 1,
};

function signatures(policy: SignatureReport['policy']): SignatureReport {
  const signer = { kind: 'identity', identity: hostileText, issuer: hostileText } as const;
  return {
    level: 'failed',
    signatures: [
      {
        format: 'cosign',
        place: 'signature-tag',
        subject: digestOf('hostile'),
        outcome: { kind: 'failed', reason: 'unexpected-signer', signer },
      },
      {
        format: 'notation',
        place: 'referrers',
        subject: digestOf('hostile'),
        outcome: {
          kind: 'verified',
          signer: { kind: 'certificate', subject: hostileText },
          isExpected: undefined,
        },
      },
    ],
    policy,
    unseen: [],
  };
}

const contentTrust: ContentTrust = {
  kind: 'tag-unsigned',
  facts: {
    server: hostileText,
    name: hostileText,
    rootKeys: [hostileText],
    isFirstUse: true,
    expires: farAway,
    signedTags: hostileTexts,
  },
};

const engine: EngineReport = {
  engine: {
    name: 'docker',
    version: hostileText,
    endpoint: hostileText,
    isRootless: false,
    remapsUsers: undefined,
  },
  image: {
    id: hostileText,
    digests: hostileTexts,
    tags: hostileTexts,
    created: farAway,
    size: Number.MAX_SAFE_INTEGER,
    isSameDigest: false,
    history: [],
  },
  containers: [
    {
      id: hostileText,
      name: hostileText,
      state: hostileText,
      started: farAway,
      user: hostileText,
      isPrivileged: true,
      addedCapabilities: hostileTexts,
      droppedCapabilities: hostileTexts,
      hostNamespaces: hostileTexts,
      mounts: hostileTexts.map((text) => ({ source: text, target: text, isWritable: true })),
      hasReadOnlyRoot: false,
      memoryLimit: Number.MAX_SAFE_INTEGER,
      processLimit: -1,
      processes: {
        titles: ['PID', hostileText],
        rows: [['1', hostileText], ['2', 'server --api-token hunter2-of-top'], ['3']],
        omitted: 3,
      },
    },
  ],
  omitted: 0,
};

/** A registry whose only image, whatever it is called, says all of that. */
export function hostileRegistry(parts: Partial<ImageRegistry> = {}): ImageRegistry {
  return partialRegistry({
    entry: () => Promise.resolve(ok(hostileIndex)),
    details: () => Promise.resolve(ok(hostileDetails)),
    allTags: () =>
      Promise.resolve(
        ok({
          tags: hostileTexts.map((tag) => ({ tag, digest: hostileIndex.digest })),
          isPartial: true,
        }),
      ),
    repositoryFacts: () => Promise.resolve(ok(publisher)),
    attestations: () => Promise.resolve(ok(attestations)),
    ...parts,
  });
}

/** Scanner, signatures and container engine that say it too. */
export const hostileTools: InspectionTools = {
  ...noTools,
  trust: {
    signatures: ({ policy }) => Promise.resolve(signatures(policy)),
    contentTrust: () => Promise.resolve(contentTrust),
  },
  scanners: scannersWith({ trivy: () => Promise.resolve(ok(scan)) }),
  engine: { look: () => Promise.resolve(ok(engine)) },
};
