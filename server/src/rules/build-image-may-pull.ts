import type { Container, ContainerId, DocumentModel } from '../model/document-model.ts';
import { dockerHub, parseReference, type ImageReference } from '../reference/reference.ts';
import { insertFix } from './hardening.ts';
import { officialName } from './official-tags.ts';
import type { DocumentedRule, Fix } from './rule.ts';

export const buildImageMayPull: DocumentedRule = {
  id: 'build-image-may-pull',
  meta: {
    title: 'Service that is built, but whose image Compose tries to pull first',
    checks:
      'A service has `build` and `image`, and its `pull_policy` is absent, `missing` or `if_not_present`. Then `docker compose up` asks the registry for the image if it is not there yet, and builds only when it gets none.',
    ignores: [
      '`pull_policy: build` and `pull_policy: never`, and policies that pull on purpose: `always`, `daily`, `weekly`, `every_…`.',
      'One-part names that are not those of Docker Official Images: only Docker can publish them on Docker Hub.',
      'Images of `localhost`, and names that begin with a variable.',
    ],
    why: 'Whoever owns the name on that registry, or registers it first, decides what runs on machines that have not built it yet. The `image` then looks like the name of your own result, but it is a download.',
    remedy:
      'Write `pull_policy: build`, or a name on a registry that only you can push to. `docker compose up --build` builds too, as long as nobody forgets it.',
    topic: 'image',
    languages: ['compose'],
    severity: 'information',
    profile: 'preview',
    isSettledByPin: false,
    fix: {
      safety: 'unsafe',
      what: 'Adds `pull_policy: build` to the service.',
      caution:
        'Compose then builds at every `up`, from the cache where it can, and no longer takes the image that your continuous integration pushed.',
    },
    suppressWhen:
      'The name is yours, and the image is meant to be pulled where it was pushed and built elsewhere.',
    sampleReason: 'pushed by our pipeline, and the name is ours',
    limitations: [
      'Who owns a name is not looked up.',
      'A policy on the command line, such as `--pull never` or `--build`, is not seen.',
    ],
    equivalents: [{ tool: 'dclint', id: 'no-build-and-image', isExact: false }],
    since: '0.2.0',
    references: [
      {
        title: 'Compose Build Specification: using build and image',
        url: 'https://github.com/compose-spec/compose-spec/blob/main/build.md#using-build-and-image',
      },
      {
        title: 'Compose Specification: pull_policy',
        url: 'https://docs.docker.com/reference/compose-file/services/#pull_policy',
      },
    ],
    examples: [
      {
        language: 'compose',
        text: 'services:\n  app:\n    build: .\n    image: «team/app:1.4»\n',
        fixed: 'services:\n  app:\n    pull_policy: build\n    build: .\n    image: team/app:1.4\n',
      },
      {
        language: 'compose',
        text: 'services:\n  app:\n    image: «ghcr.io/example/app:${TAG:-dev}»\n    build:\n      context: .\n    pull_policy: missing\n',
      },
      {
        language: 'compose',
        text: 'services:\n  cache:\n    image: «"redis"»\n    build: ./cache\n',
        note: 'The image of Docker is pulled and the build never made.',
        fixed:
          'services:\n  cache:\n    pull_policy: build\n    image: "redis"\n    build: ./cache\n',
      },
      {
        language: 'compose',
        text: 'services:\n  app:\n    build: .\n    image: team/app:1.4\n    pull_policy: build\n  job:\n    build: .\n    image: team/job:1.4\n    pull_policy: never\n',
      },
      {
        language: 'compose',
        text: 'services:\n  app:\n    build: .\n    image: team/app:1.4\n    pull_policy: always\n',
        note: 'It is pulled on purpose; the rules about tags look at it.',
      },
      {
        language: 'compose',
        text: 'services:\n  app:\n    build: .\n    image: our-app\n  api:\n    build: ./api\n    image: localhost:5000/api\n  web:\n    build: ./web\n    image: ${REGISTRY}/web\n  job:\n    build: ./job\n  db:\n    image: postgres:17\n',
      },
    ],
  },
  *check(document) {
    const outputs = outputNames(document);
    for (const [index, container] of document.containers.entries()) {
      const { build } = container;
      if (build?.output === undefined || !pullsFirst(container)) continue;
      const written = outputs.get(index);
      const reference = written === undefined ? undefined : namedBy(written);
      if (reference === undefined || !mayBeOthers(reference)) continue;
      yield {
        span: build.output,
        message: `Compose first tries to pull \`${written ?? ''}\` and builds only when there is none, so whoever owns that name decides what runs. Add \`pull_policy: build\`.`,
        fixes: () => fixesFor(container),
      };
    }
  },
};

/** Compose Specification, `pull_policy`: with nothing written, `missing` holds, whose old name is `if_not_present`. */
function pullsFirst({ build, hardening }: Container): boolean {
  const policy = build?.pullPolicy;
  if (policy === undefined) return hardening?.presentKeys.has('pull_policy') === false;
  return policy === 'missing' || policy === 'if_not_present';
}

/** The names of what services build, as they are written. */
function outputNames({ images }: DocumentModel): ReadonlyMap<ContainerId | undefined, string> {
  const outputs = images.filter(({ image }) => image.kind === 'build-output');
  return new Map(outputs.map(({ container, written }) => [container, written]));
}

/** The name up to its first variable: its registry and owner when it begins with them. */
function namedBy(written: string): ImageReference | undefined {
  const dollar = written.indexOf('$');
  if (dollar >= 0 && !written.slice(0, dollar).includes('/')) return undefined;
  const fixed = dollar < 0 ? written : written.slice(0, dollar).replace(/[^a-z0-9]+$/, '');
  const parsed = parseReference(fixed);
  return parsed.ok ? parsed.value : undefined;
}

/** Below `library/` only Docker publishes, so there only its own images can come. */
function mayBeOthers(reference: ImageReference): boolean {
  const { registry, repository } = reference;
  if (/^localhost(?::|$)|^127\.|^\[::1\]/.test(registry)) return false;
  const isOfficialNamespace = registry === dockerHub && repository.startsWith('library/');
  return !isOfficialNamespace || officialName(reference) !== undefined;
}

function fixesFor(container: Container): readonly Fix[] {
  const { hardening } = container;
  return hardening === undefined
    ? []
    : insertFix({ container, hardening }, 'Add `pull_policy: build`', [['pull_policy', 'build']]);
}
