import type { Container } from '../model/document-model.ts';
import type { GrantSite } from '../model/grants.ts';
import { describe, grants } from './grants.ts';
import { mountRisk } from './host-paths.ts';
import type { DocumentedRule, RuleFinding } from './rule.ts';

export const dockerSocketMounted: DocumentedRule = {
  id: 'docker-socket-mounted',
  meta: {
    title: 'Container that can command the container engine',
    checks:
      "A volume brings in the socket of Docker, Podman, containerd or CRI-O, a folder that holds it (`/run`, `/var/run`, `/run/podman`), or the engine's named pipe on Windows; or the service sets `use_api_socket`. Named volumes that bind such a path count too.",
    ignores: [
      'A path without a colon: that is an anonymous volume and brings in nothing.',
      "A socket path that only appears on the container's side.",
      'A source that is relative to the project, or whose name depends on a variable without a default.',
      'The whole host, `/`: `host-path-writable` and `host-path-exposed` report it.',
    ],
    why: "Whoever can talk to the engine can start a privileged container with the host's disk in it. `:ro` does not help: it protects the file, not what is said through it.",
    remedy:
      'Give the service a socket proxy that allows only the calls it needs, or a rootless engine of its own.',
    topic: 'host',
    languages: ['compose'],
    severity: 'error',
    profile: 'recommended',
    isSettledByPin: false,
    fix: undefined,
    suppressWhen:
      'The service is the socket proxy, or an administration tool whose users are administrators of the host anyway.',
    sampleReason: 'This is the socket proxy; it allows GET /containers only',
    limitations: [
      'A socket under another name, or in a folder of your own, is not recognised.',
      'Whether a rootless engine stands behind the socket is not known; it would give the rights of its user only.',
    ],
    equivalents: [
      { tool: 'kics', id: 'd6355c88', isExact: true },
      { tool: 'semgrep', id: 'exposing-docker-socket-volume', isExact: true },
      { tool: 'compose-lint', id: 'CL-0001', isExact: true },
      { tool: 'cis', id: '5.32', isExact: true },
      { tool: 'owasp', id: 'Rule 1', isExact: false },
    ],
    since: '0.1.0',
    references: [
      {
        title: 'Docker: protect the Docker daemon socket',
        url: 'https://docs.docker.com/engine/security/protect-access/',
      },
      {
        title: 'OWASP Docker security: do not expose the daemon socket',
        url: 'https://cheatsheetseries.owasp.org/cheatsheets/Docker_Security_Cheat_Sheet.html#rule-1-do-not-expose-the-docker-daemon-socket-even-to-the-containers',
      },
    ],
    examples: [
      {
        language: 'compose',
        text: 'services:\n  proxy:\n    image: traefik:3.3\n    volumes:\n      - «/var/run/docker.sock:/var/run/docker.sock:ro»\n',
      },
      {
        language: 'compose',
        text: 'services:\n  agent:\n    image: team/agent:2.0\n    volumes:\n      - type: bind\n        «source: ${XDG_RUNTIME_DIR:-/run/user/1000}/podman/podman.sock»\n        target: /engine.sock\n',
      },
      {
        language: 'compose',
        text: 'services:\n  agent:\n    image: team/agent:2.0\n    «use_api_socket: true»\n',
      },
      {
        language: 'compose',
        text: 'services:\n  agent:\n    image: team/agent:2.0\n    volumes:\n      - «$XDG_RUNTIME_DIR/docker.sock:/var/run/docker.sock»\n',
      },
      {
        language: 'compose',
        text: 'services:\n  agent:\n    image: team/agent:2.0\n    volumes:\n      - «/run:/run»\n      - «/run/containerd:/run/containerd:ro»\n',
      },
      {
        language: 'compose',
        text: "services:\n  agent:\n    image: team/agent:2.0\n    volumes:\n      - «'\\\\.\\pipe\\docker_engine:\\\\.\\pipe\\docker_engine'»\n",
      },
      {
        language: 'compose',
        text: 'services:\n  app:\n    image: team/app:1.4\n    volumes:\n      - /var/run/docker.sock\n      - ./fake.sock:/var/run/docker.sock\n',
        note: 'The first is an anonymous volume, the second a file of the project.',
      },
      {
        language: 'compose',
        text: 'services:\n  app:\n    image: team/app:1.4\n    volumes:\n      - /run/postgresql:/run/postgresql\n',
      },
      {
        language: 'compose',
        text: 'services:\n  app:\n    image: team/app:1.4\n    environment:\n      DOCKER_SOCKET: /var/run/docker.sock\n    volumes:\n      - ${SOCKET}:/var/run/docker.sock\n',
      },
    ],
  },
  *check(document) {
    for (const { container, grant } of grants(document, 'engine-api'))
      yield finding(container, grant);
    for (const { container, grant } of grants(document, 'bind-mount'))
      if (mountRisk(grant)?.kind === 'engine') yield finding(container, grant);
  },
};

function finding(container: Container, { span }: GrantSite): RuleFinding {
  return {
    span,
    message: `${describe(container)} can command the container engine and so become root on the host, read-only or not. Put a socket proxy between them that allows only the calls it needs.`,
  };
}
