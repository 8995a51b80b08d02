import { describe, grants } from './grants.ts';
import { mountRisk, type MountRisk } from './host-paths.ts';
import type { DocumentedRule } from './rule.ts';

export const hostPathExposed: DocumentedRule = {
  id: 'host-path-exposed',
  meta: {
    title: 'Container that sees too much of the host',
    checks:
      "A read-only bind mount of a place that `host-path-writable` guards; or, read-only or not, a mount of `/sys`, `/dev` or one of its disks, `/home`, a whole home folder, the credentials in one (`.ssh`, `.aws`, `.azure`, `.kube`, `.docker`, `.gnupg`, `.config/gcloud`, `.config/gh`, `.netrc`, `.npmrc`, `.pypirc`, `.vault-token`), the keys of a cluster, `/etc/ssl/private`, `/run/dbus`, `/run/systemd`, or the sockets of a person's session, `$SSH_AUTH_SOCK` among them.",
    ignores: [
      '`/etc/localtime`, `/etc/timezone`, `/usr/share/zoneinfo`, `/etc/ssl` with its certificates, `/usr/share/ca-certificates`, `/etc/os-release`, `/etc/machine-id`, `/etc/hosts` and `/etc/resolv.conf`.',
      '`/dev/null`, `/dev/urandom`, `/dev/shm`, `/dev/net/tun`, `/dev/dri`, `/dev/disk`, which holds only names, and other single devices that are no disk.',
      'Programs and kernel modules, read-only and by themselves: `/usr/bin/git`, `/lib/modules`.',
      'A folder or file of an application: `/home/ann/project`, `/etc/nginx`, `/var/log`, and every path relative to the project.',
      'Public keys and `known_hosts`.',
    ],
    why: 'Whoever gets into the service reads what is mounted: password hashes, private keys, tokens, the settings and the environment of other processes. Those open the next machine.',
    remedy: 'Mount only the file or folder that the service needs; give credentials as `secrets`.',
    topic: 'host',
    languages: ['compose'],
    severity: 'warning',
    profile: 'recommended',
    isSettledByPin: false,
    fix: undefined,
    suppressWhen:
      'Watching the host is what the service is for, such as a collector of metrics, and it is reached only from inside.',
    sampleReason: 'Node exporter; reads /proc and /sys for metrics',
    limitations: [
      'Before Docker 25, a read-only mount left the file systems mounted below it writable; that is not weighed.',
      'A path behind a symbolic link is judged by its name.',
      'A home folder is recognised below `/home`, `/Users`, `C:\\Users`, as `/root` and as `~`, not elsewhere.',
    ],
    equivalents: [
      { tool: 'kics', id: '1c1325ff', isExact: false },
      { tool: 'compose-lint', id: 'CL-0013', isExact: false },
    ],
    since: '0.2.0',
    references: [
      {
        title: 'Docker: bind mounts',
        url: 'https://docs.docker.com/engine/storage/bind-mounts/',
      },
      {
        title: 'Compose file reference: secrets',
        url: 'https://docs.docker.com/reference/compose-file/services/#secrets',
      },
    ],
    examples: [
      {
        language: 'compose',
        text: 'services:\n  metrics:\n    image: team/metrics:1.9\n    volumes:\n      - «/:/rootfs:ro»\n      - «/sys:/sys:ro»\n',
      },
      {
        language: 'compose',
        text: 'services:\n  deploy:\n    image: team/deploy:1.0\n    volumes:\n      - «~/.ssh:/root/.ssh:ro»\n      - «${HOME}/.kube:/root/.kube»\n      - «/home/ann/.aws:/root/.aws»\n      - «~/.npmrc:/root/.npmrc:ro»\n',
      },
      {
        language: 'compose',
        text: 'services:\n  files:\n    image: team/files:1.0\n    volumes:\n      - type: bind\n        «source: /home»\n        target: /files\n',
      },
      {
        language: 'compose',
        text: 'services:\n  app:\n    image: team/app:1.4\n    volumes:\n      - «/etc/passwd:/etc/passwd:ro»\n',
        note: 'As information: it tells the names of accounts, but nothing secret.',
      },
      {
        language: 'compose',
        text: 'services:\n  app:\n    image: team/app:1.4\n    volumes:\n      - /etc/localtime:/etc/localtime:ro\n      - /etc/ssl/certs:/etc/ssl/certs:ro\n      - /usr/share/zoneinfo:/usr/share/zoneinfo:ro\n      - /etc/machine-id:/etc/machine-id:ro\n',
      },
      {
        language: 'compose',
        text: 'services:\n  app:\n    image: team/app:1.4\n    volumes:\n      - /dev/net/tun:/dev/net/tun\n      - /dev/dri:/dev/dri\n      - /dev/urandom:/dev/random\n      - /dev/disk/:/dev/disk:ro\n',
      },
      {
        language: 'compose',
        text: 'services:\n  app:\n    image: team/app:1.4\n    volumes:\n      - ./home:/home\n      - /home/ann/project:/src\n      - /homeassistant:/config\n      - /var/lib/grafana:/var/lib/grafana:ro\n      - ~/.ssh/known_hosts:/etc/ssh/ssh_known_hosts:ro\n',
      },
    ],
  },
  *check(document) {
    for (const { container, grant } of grants(document, 'bind-mount')) {
      const risk = mountRisk(grant);
      const disclosure = risk && disclosed(risk, `\`${grant.source}\``);
      if (risk === undefined || disclosure === undefined) continue;
      yield {
        span: grant.span,
        message: `${describe(container)} ${disclosure}`,
        ...(risk.kind === 'disclosure' && risk.isSlight ? { severity: 'information' } : {}),
      };
    }
  },
};

/** What a container has of a mount and what to do: "sees `/home`, which holds …"; undefined when other rules report it. */
function disclosed(risk: MountRisk, source: string): string | undefined {
  if (risk.kind === 'device')
    return `gets ${source} and so ${risk.gives}. Leave it out, or mount only the folder that it needs.`;
  if (risk.kind !== 'disclosure') return undefined;
  if (risk.isSlight)
    return `can read ${source}, which holds ${risk.holds}: nothing secret, but it tells how the host is set up. Leave it out unless it is needed.`;
  const reach = risk.holdsEngineSocket
    ? ': read-only as it is, it lets the service command the engine'
    : '';
  return `sees ${source}, which holds ${risk.holds}${reach}. Leave it out, or mount only the part that it needs.`;
}
