import { defaultInspectionSettings, scannerNames, scanTimeouts } from './inspection-settings.ts';

type Property = Readonly<Record<string, unknown>>;

const text: Property = { type: 'string', default: '' };
const onlineService: Property = { tags: ['usesOnlineServices'] };

const described = {
  scanners: {
    type: 'array',
    items: { type: 'string', enum: scannerNames },
    uniqueItems: true,
    default: [],
    markdownDescription:
      'Which scanners may look into images when you ask for a scan, the preferred one first: `["trivy", "grype"]`. When it is empty, those that are installed or set up; `osv` only where it stands here, as it sends the names and versions of packages to osv.dev.',
  },
  scanTimeout: {
    // Without a value, that of `inspection.yaml` holds.
    type: ['number', 'null'],
    default: null,
    minimum: scanTimeouts.least,
    maximum: scanTimeouts.most,
    markdownDescription: `Seconds that a scan may take; ${String(defaultInspectionSettings.scanners.timeout / 1000)} when nothing is set.`,
  },
  programs: {
    type: 'object',
    default: {},
    additionalProperties: false,
    properties: Object.fromEntries(
      ['trivy', 'grype', 'docker', 'notation'].map((name) => [
        name,
        { type: 'string', description: `The absolute path of \`${name}\`.` },
      ]),
    ),
    markdownDescription:
      'Programs that are not on `PATH`, by their absolute paths: `{ "trivy": "/opt/trivy/trivy" }`.',
  },
  clair: {
    type: 'object',
    default: {},
    additionalProperties: false,
    properties: {
      indexer: { type: 'string', description: 'The address of Clair, or of its indexer.' },
      matcher: { type: 'string', description: 'The address of its matcher, if it is another.' },
      keyFile: {
        type: 'string',
        description: 'The absolute path of a file with the shared key, in base64 as Clair has it.',
      },
      issuer: {
        type: 'string',
        description: 'The issuer that Clair expects in tokens; `clairctl` when none is set.',
      },
    },
    ...onlineService,
    markdownDescription:
      'A Clair (version 4) that scans images when you ask for a scan: `{ "indexer": "https://clair.example.com" }`. It is told where the layers are, with a token that can pull them and nothing else.',
  },
  trustedRoot: {
    ...text,
    markdownDescription:
      'The absolute path of a Sigstore `trusted_root.json`. When it is empty, the dated one of Sigstore that Seaworthy carries.',
  },
  signers: {
    type: 'array',
    default: [],
    items: {
      type: 'object',
      additionalProperties: false,
      required: ['images'],
      properties: {
        images: {
          type: 'array',
          items: { type: 'string' },
          description: 'Patterns of the images that this is about.',
        },
        keyFile: { type: 'string', description: 'The absolute path of a public key in PEM.' },
        key: { type: 'string', description: 'A public key in PEM.' },
        identity: {
          type: 'string',
          description:
            'Whom the certificate names, with `*` for any stretch of text, with an `@` in it only at the end.',
        },
        issuer: { type: 'string', description: 'Who vouches for the identity, exactly.' },
      },
    },
    markdownDescription:
      'Who may sign which images, by a public key or an identity with its issuer: `[{ "images": ["ghcr.io/example/**"], "identity": "https://github.com/example/*", "issuer": "https://token.actions.githubusercontent.com" }]`.',
  },
  notaryServers: {
    type: 'object',
    default: {},
    additionalProperties: { type: 'string' },
    ...onlineService,
    markdownDescription:
      'Notary servers of Docker Content Trust by registry, asked when you open the report of one of its images: `{ "docker.io": "https://notary.docker.io" }`. None is asked until you name it.',
  },
  engineSocket: {
    ...text,
    markdownDescription:
      'The socket of the container engine that is looked at when you ask for that. When it is empty, `DOCKER_HOST` or where Docker and Podman put theirs.',
  },
  hoverAsks: {
    type: 'boolean',
    default: defaultInspectionSettings.hoverAsks,
    ...onlineService,
    markdownDescription:
      "Whether looking at an image with the mouse may ask its own registry. Without it, a hover shows what this machine knows, and only the image's report asks.",
  },
  showCounts: {
    type: 'boolean',
    default: defaultInspectionSettings.showsCounts,
    markdownDescription:
      'Whether the numbers of the last scan stand above an image. Nobody is asked for them.',
  },
} satisfies Readonly<Record<string, Property>>;

/** How images are looked into, as VS Code's settings: all of machine scope, as they say which programs run and who is asked. */
export const inspectionContribution: Readonly<Record<string, Property>> = Object.fromEntries(
  Object.entries(described).map(([key, property]) => [
    `seaworthy.inspection.${key}`,
    { ...property, scope: 'machine' },
  ]),
);
