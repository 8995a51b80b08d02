import { describe, grants } from './grants.ts';
import { mountRisk } from './host-paths.ts';
import type { Rule } from './rule.ts';

export const hostPathExposed: Rule = {
  id: 'host-path-exposed',
  meta: {
    title: 'Container that sees too much of the host',
    checks:
      "A read-only bind mount of a place that `host-path-writable` guards; or, read-only or not, a mount of `/sys`, `/dev` or one of its disks, `/home`, a whole home folder, the credentials in one (`.ssh`, `.aws`, `.azure`, `.kube`, `.docker`, `.gnupg`, `.config/gcloud`, `.netrc`), `/run/dbus`, `/run/systemd`, or the sockets of a person's session.",
    ignores: [
      '`/etc/localtime`, `/etc/timezone`, `/usr/share/zoneinfo`, `/etc/ssl`, `/usr/share/ca-certificates`, `/etc/os-release`, `/etc/machine-id`, `/etc/hosts` and `/etc/resolv.conf`.',
      '`/dev/null`, `/dev/urandom`, `/dev/shm`, `/dev/net/tun`, `/dev/dri` and other single devices that are no disk.',
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
        text: 'services:\n  deploy:\n    image: team/deploy:1.0\n    volumes:\n      - «~/.ssh:/root/.ssh:ro»\n      - «${HOME}/.kube:/root/.kube»\n      - «/home/ann/.aws:/root/.aws»\n',
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
        text: 'services:\n  app:\n    image: team/app:1.4\n    volumes:\n      - /dev/net/tun:/dev/net/tun\n      - /dev/dri:/dev/dri\n      - /dev/urandom:/dev/random\n',
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
      if (risk?.kind !== 'disclosure') continue;
      yield {
        span: grant.span,
        message: `${describe(container)} sees \`${grant.source}\`, which holds ${risk.holds}. Leave it out, or mount only the part that it needs.`,
        ...(risk.isSlight ? { severity: 'information' } : {}),
      };
    }
  },
};
