import { describe, grants } from './privileges.ts';
import type { Rule } from './rule.ts';

export const dockerSocketMounted: Rule = {
  id: 'docker-socket-mounted',
  meta: {
    title: 'Container that can command the container engine',
    checks:
      "A volume brings in the socket of Docker, Podman, containerd or CRI-O, the directory that holds it (`/run`, `/var/run`), or the engine's named pipe on Windows; or the service sets `use_api_socket`. Named volumes that bind such a path count too.",
    ignores: [
      'A path without a colon: that is an anonymous volume and brings in nothing.',
      "A socket path that only appears on the container's side.",
      'A source that depends on a variable without a default.',
    ],
    why: "Whoever can talk to the engine can start a privileged container with the host's disk in it. `:ro` does not help: it protects the file, not what is said through it.",
    remedy:
      'Give the service a socket proxy that allows only the calls it needs, or a rootless engine of its own.',
    category: 'privilege',
    languages: ['compose'],
    severity: 'error',
    isDefault: true,
    isSettledByPin: false,
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
        text: 'services:\n  app:\n    image: team/app:1.4\n    volumes:\n      - /var/run/docker.sock\n      - ./fake.sock:/var/run/docker.sock\n',
      },
      {
        language: 'compose',
        text: 'services:\n  app:\n    image: team/app:1.4\n    volumes:\n      - /run/postgresql:/run/postgresql\n',
      },
    ],
  },
  *check(document) {
    for (const { container, setting } of grants(document, 'engine-api'))
      yield { span: setting.span, message: message(describe(container)) };
    for (const { container, setting } of grants(document, 'bind-mount'))
      if (leadsToEngine(setting.source))
        yield { span: setting.span, message: message(describe(container)) };
  },
};

function message(subject: string): string {
  return `${subject} can command the container engine and so become root on the host, read-only or not. Put a socket proxy between them that allows only the calls it needs.`;
}

const sockets: ReadonlySet<string> = new Set([
  'docker.sock',
  'podman.sock',
  'containerd.sock',
  'crio.sock',
]);

function leadsToEngine(source: string): boolean {
  const segments = source.replaceAll('\\', '/').toLowerCase().split('/').filter(Boolean);
  const path = `/${segments.join('/')}`;
  if (path === '/run' || path === '/var/run') return source.startsWith('/');
  if (/\/pipe\/(?:docker_engine|dockerdesktop\w*|podman-machine-\w+)$/.test(path)) return true;
  return /^[/~]/.test(source) && sockets.has(segments.at(-1) ?? '');
}
