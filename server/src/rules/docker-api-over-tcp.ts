import type {
  Container,
  ContainerId,
  DocumentModel,
  PublishedPort,
  VariableSetting,
} from '../model/document-model.ts';
import type { Severity } from '../model/severity.ts';
import {
  hasOpenPort,
  hostOfEndpoint,
  isLoopback,
  unprotectedListeners,
  type EntryPoint,
} from './engine-endpoints.ts';
import { describe, grants } from './grants.ts';
import { mountRisk } from './host-paths.ts';
import { shortName } from './image-names.ts';
import { enginePort, includes } from './ports.ts';
import type { DocumentedRule, RuleFinding } from './rule.ts';

export const dockerApiOverTcp: DocumentedRule = {
  id: 'docker-api-over-tcp',
  meta: {
    title: 'Container engine that takes commands from the network',
    checks:
      'The interface of the engine is used or offered over TCP without TLS: `DOCKER_HOST` with `tcp://` and another port than 2376, in `environment` or ENV; a published container port 2375; `dockerd` with `-H tcp://…` or `--host=tcp://…` and no `--tlsverify`, in what a service starts or a Dockerfile runs. Such options without `dockerd` count for an image that is called `docker` or has `dind` in its tag, and for one that is not known when they name port 2375. As information when only the containers of one network or programs of the same machine can reach it, or when the host is a variable without a default, and for an empty `DOCKER_TLS_CERTDIR`, which switches TLS off in Docker in Docker.',
    ignores: [
      'Port 2376, and `DOCKER_HOST` with a `DOCKER_TLS_VERIFY` or `DOCKER_CERT_PATH` beside it.',
      '`DOCKER_HOST` that names a service of the file that has the socket, as a socket proxy has: `docker-socket-mounted` looks at that one.',
      'The same options in the command of another program, such as the `-H tcp://tasks.agent:9001` of a Portainer.',
      '`unix://`, `ssh://`, `npipe://` and `fd://`.',
      'EXPOSE: `admin-port-exposed` reports it.',
    ],
    why: 'Without TLS the engine asks nobody who they are. Whoever reaches the port starts a privileged container and is root on the machine behind it; open ports of this kind are taken over within hours.',
    remedy:
      'Use the socket of the machine, SSH (`ssh://`), or TLS with certificates for both sides on port 2376.',
    topic: 'network',
    languages: ['dockerfile', 'compose'],
    severity: 'warning',
    profile: 'recommended',
    isSettledByPin: false,
    fix: undefined,
    suppressWhen:
      'The port can be reached from one network only, and whoever is on it may be root on the machine.',
    sampleReason: 'Docker in Docker for this build job, on a network of its own',
    limitations: [
      'Variables from `env_file`, `daemon.json` and the command line of the client are not read.',
      'A name without a dot is taken for a container of the same network.',
    ],
    equivalents: [{ tool: 'owasp', id: 'Rule 1', isExact: false }],
    since: '0.2.0',
    references: [
      {
        title: 'Docker: protect the Docker daemon socket',
        url: 'https://docs.docker.com/engine/security/protect-access/',
      },
      {
        title: 'dockerd: daemon socket option',
        url: 'https://docs.docker.com/reference/cli/dockerd/#daemon-socket-option',
      },
    ],
    examples: [
      {
        language: 'compose',
        text: 'services:\n  ci:\n    image: team/ci:1.0\n    environment:\n      «DOCKER_HOST: tcp://10.0.0.5:2375»\n',
      },
      {
        language: 'compose',
        text: 'services:\n  engine:\n    image: docker:28.1-dind\n    command: dockerd -H «tcp://0.0.0.0:2375» --tls=false\n    ports:\n      - «2375:2375»\n',
      },
      {
        language: 'compose',
        text: 'services:\n  ci:\n    image: team/ci:1.0\n    environment:\n      - «DOCKER_HOST=tcp://engine:2375»\n  engine:\n    image: docker:28.1-dind\n    environment:\n      «DOCKER_TLS_CERTDIR: ""»\n',
        note: 'As information: only this network reaches it.',
      },
      {
        language: 'compose',
        text: 'services:\n  ci:\n    image: team/ci:1.0\n    environment:\n      - «DOCKER_HOST=tcp://${ENGINE:?}:2375»\n',
        note: 'As information: which host it is, is not in the file.',
      },
      {
        language: 'dockerfile',
        text: 'FROM docker:28.1-cli\nENV «DOCKER_HOST=tcp://build.example.org»\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM docker:28.1-dind\nCMD ["dockerd", "«--host=tcp://0.0.0.0:2375»"]\n',
      },
      {
        language: 'compose',
        text: 'services:\n  ci:\n    image: team/ci:1.0\n    environment:\n      DOCKER_HOST: tcp://10.0.0.5:2376\n      DOCKER_TLS_VERIFY: 1\n  other:\n    image: team/ci:1.0\n    environment:\n      DOCKER_HOST: ssh://ci@10.0.0.5\n',
      },
      {
        language: 'compose',
        text: 'services:\n  traefik:\n    image: traefik:3.3\n    environment:\n      DOCKER_HOST: tcp://socket-proxy:2375\n  socket-proxy:\n    image: team/socket-proxy:1.0\n    volumes:\n      - /var/run/docker.sock:/var/run/docker.sock:ro\n',
        note: 'The proxy decides which calls pass.',
      },
      {
        language: 'compose',
        text: 'services:\n  portainer:\n    image: portainer/portainer-ce:2.27.0\n    command: -H tcp://tasks.agent:9001 --tlsskipverify\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM docker:28.1-dind\nEXPOSE 2376\nCMD ["dockerd", "--tlsverify", "-H", "tcp://0.0.0.0:2376"]\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM docker:28.1-cli\nENV DOCKER_HOST=unix:///var/run/docker.sock DOCKER_TLS_CERTDIR=/certs\nRUN echo "dockerd -H tcp://0.0.0.0:2375"\n',
      },
    ],
  },
  *check(document) {
    // Most files name neither, and a close look at their variables and scripts takes long.
    const hasSettings = document.text.includes('DOCKER_');
    const hasAddresses = /tcp:\/\//i.test(document.text);
    const proxies = hasSettings ? socketHolders(document) : noNames;
    for (const [id, container] of document.containers.entries()) {
      if (hasSettings) {
        yield* usedEngines(container, proxies);
        yield* switchedOffTls(container);
      }
      for (const port of container.published)
        if (port.protocol === 'tcp' && includes(port, enginePort))
          yield publishedEngine(container, port);
      if (hasAddresses) yield* offeredEngines(container, entryPointOf(document, id));
    }
  },
};

const noNames: ReadonlySet<string> = new Set();

/** The names of services that have the socket of an engine: what they offer is theirs to guard. */
function socketHolders(document: DocumentModel): ReadonlySet<string | undefined> {
  const names = new Set<string | undefined>();
  // Few files name an engine; the mounts of the others need no second look.
  if (!document.containers.some(({ variables }) => variables.some(namesEngine))) return names;
  for (const { container } of grants(document, 'engine-api')) names.add(container.name);
  for (const { container, grant } of grants(document, 'bind-mount'))
    if (mountRisk(grant)?.kind === 'engine') names.add(container.name);
  return names;
}

function* usedEngines(
  container: Container,
  proxies: ReadonlySet<string | undefined>,
): Generator<RuleFinding> {
  const { variables } = container;
  const hasTls = variables.some(
    ({ name, written }) => /^DOCKER_(?:TLS_VERIFY|CERT_PATH)$/.test(name) && written !== '',
  );
  if (hasTls) return;
  for (const variable of variables) {
    if (!namesEngine(variable)) continue;
    const { known, written = '', span } = variable;
    const isHostKnown = known !== undefined;
    if (!isHostKnown && !hasOpenPort(written)) continue;
    const host = isHostKnown ? hostOfEndpoint(known) : '';
    if (host === undefined || proxies.has(host)) continue;
    yield {
      span,
      message: `${describe(container)} commands a container engine over a connection without TLS: whoever is on the way can do so too, and the engine asks nobody who they are. Use SSH, or TLS on port 2376.`,
      ...informationIf(!isHostKnown || isLoopback(host) || /^[^.:]+$/.test(host)),
    };
  }
}

function namesEngine({ kind, name }: VariableSetting): boolean {
  return kind === 'env' && name === 'DOCKER_HOST';
}

function* switchedOffTls(container: Container): Generator<RuleFinding> {
  for (const { kind, name, known, span } of container.variables)
    if (kind === 'env' && name === 'DOCKER_TLS_CERTDIR' && known === '')
      yield {
        span,
        message: `${describe(container)} switches TLS off for its container engine, which then takes commands from everybody on its network. Leave the certificates on, and give their volume to the clients.`,
        severity: 'information',
      };
}

function publishedEngine(container: Container, { span, host }: PublishedPort): RuleFinding {
  return {
    span,
    message: `${describe(container)} publishes port 2375, on which a container engine takes commands from everybody: whoever reaches it is root there. Leave it out, or use TLS on port 2376.`,
    ...informationIf(
      host.kind === 'unknown' || (host.kind === 'address' && isLoopback(host.address)),
    ),
  };
}

/** What the options of a container are for, as far as the name of its image tells. */
function entryPointOf({ images }: DocumentModel, id: ContainerId): EntryPoint {
  const occurrence = images.find(
    ({ container, role }) => container === id && (role === 'service' || role === 'base'),
  );
  if (occurrence === undefined) return 'unknown';
  const { name, tag } = shortName(occurrence);
  if (name === 'docker' || tag?.includes('dind') === true) return 'engine';
  const { kind } = occurrence.image;
  return kind === 'reference' || kind === 'partly-known' ? 'other' : 'unknown';
}

function* offeredEngines(container: Container, entryPoint: EntryPoint): Generator<RuleFinding> {
  const scripts = [
    ...container.startup.map(({ role, script }) => ({
      script,
      takes: role === 'command' ? entryPoint : 'other',
    })),
    ...container.runs.map(({ script }) => ({ script, takes: 'other' as const })),
  ];
  for (const { script, takes } of scripts)
    for (const span of unprotectedListeners(script, takes))
      yield {
        span,
        message: `${describe(container)} starts a container engine that takes commands over TCP from everybody: whoever reaches the port is root there. Leave this out, or add \`--tlsverify\` with certificates.`,
        ...informationIf(isInsideOnly(container)),
      };
}

/** Whether only other containers of its network reach a service. */
function isInsideOnly({ kind, published, grants: granted }: Container): boolean {
  const isOnHost = granted.some(
    (grant) =>
      grant.kind === 'host-namespace' && grant.namespace === 'network' && grant.phase === 'run',
  );
  return kind === 'service' && published.length === 0 && !isOnHost;
}

function informationIf(isSlight: boolean): { readonly severity?: Severity } {
  return isSlight ? { severity: 'information' } : {};
}
