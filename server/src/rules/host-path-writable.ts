import { describe, grants } from './grants.ts';
import { mountRisk } from './host-paths.ts';
import type { DocumentedRule } from './rule.ts';

export const hostPathWritable: DocumentedRule = {
  id: 'host-path-writable',
  meta: {
    title: 'Container that can rewrite the host',
    checks:
      'A bind mount that is not read-only brings in `/`, `/etc`, `/root`, `/boot`, `/proc`, `/usr`, `/bin`, `/sbin`, a `/lib`, `/var`, `/var/lib`, the data of the container engine or, on Windows, `C:\\`, `C:\\Windows` and `C:\\ProgramData\\docker`; or one of the places below them that hold programs or that the host obeys as root: `/usr/bin`, `/usr/local/bin`, `/lib/modules`, `/etc/passwd`, `/etc/sudoers.d`, `/etc/cron.d`, `/etc/systemd`, `/root/.ssh` and their like. Named volumes that bind such a path count too.',
    ignores: [
      'Read-only mounts: `host-path-exposed` looks at them.',
      "An application's own folder: `/etc/nginx`, `/etc/letsencrypt`, `/var/lib/grafana`, `/home/ann/project`, `/srv`, and every path relative to the project.",
      '`/etc/localtime`, `/etc/timezone`, `/etc/hosts`, `/etc/resolv.conf`, `/etc/machine-id` and `/etc/ssl`.',
      'A single volume below `/var/lib/docker/volumes`.',
      'A path that only begins with the same letters: `/library` is not below `/lib`.',
    ],
    why: 'The host runs or obeys what stands there: a line in `/etc/cron.d`, a replaced program in `/usr/bin` or a key in `/root/.ssh` makes a flaw in the service a flaw of the whole machine, with no need to break out of the container.',
    remedy:
      'Mount it read-only, or only the file that the service needs; of `/`, which holds the socket of the engine, only the latter helps. Keep data of the service in a volume.',
    topic: 'host',
    languages: ['compose'],
    severity: 'error',
    profile: 'recommended',
    isSettledByPin: false,
    fix: {
      safety: 'unsafe',
      what: 'Makes the mount read-only: `:ro` or `read_only: true`; not offered for `/`.',
      caution:
        'A service that writes there fails. What can be read there may still be too much: `host-path-exposed` says so.',
    },
    suppressWhen: 'Administering the host is what the service is for, and it is guarded as such.',
    sampleReason: 'Backup agent; it restores files of the host',
    limitations: [
      'Before Docker 25, a read-only mount left the file systems mounted below it writable.',
      'A path behind a symbolic link is judged by its name.',
      'What a service runs as is not weighed: a user who is not root in it can write only what the permissions of the host allow.',
    ],
    equivalents: [
      { tool: 'kics', id: '1c1325ff', isExact: false },
      { tool: 'compose-lint', id: 'CL-0025', isExact: false },
      { tool: 'cis', id: '5.6', isExact: false },
    ],
    since: '0.2.0',
    references: [
      {
        title: 'Docker: bind mounts',
        url: 'https://docs.docker.com/engine/storage/bind-mounts/',
      },
      {
        title: 'Compose file reference: volumes',
        url: 'https://docs.docker.com/reference/compose-file/services/#volumes',
      },
    ],
    examples: [
      {
        language: 'compose',
        text: 'services:\n  agent:\n    image: team/agent:2.0\n    volumes:\n      - «/etc:/host/etc»\n',
        fixed:
          'services:\n  agent:\n    image: team/agent:2.0\n    volumes:\n      - /etc:/host/etc:ro\n',
      },
      {
        language: 'compose',
        text: 'services:\n  backup:\n    image: team/backup:3.2\n    volumes:\n      - «"/var/lib:/host:rslave"»\n',
        fixed:
          'services:\n  backup:\n    image: team/backup:3.2\n    volumes:\n      - "/var/lib:/host:rslave,ro"\n',
      },
      {
        language: 'compose',
        text: 'services:\n  backup:\n    image: team/backup:3.2\n    volumes:\n      - «/:/host»\n',
        note: "Read-only would not help: the engine's socket takes commands all the same.",
        fixed: 'services:\n  backup:\n    image: team/backup:3.2\n    volumes:\n      - /:/host\n',
      },
      {
        language: 'compose',
        text: 'services:\n  vpn:\n    image: team/vpn:1.0\n    volumes:\n      - «/lib/modules:/lib/modules»\n',
        note: 'The host loads its modules from there.',
        fixed:
          'services:\n  vpn:\n    image: team/vpn:1.0\n    volumes:\n      - /lib/modules:/lib/modules:ro\n',
      },
      {
        language: 'compose',
        text: 'services:\n  panel:\n    image: team/panel:1.0\n    volumes:\n      - type: bind\n        «source: /var/lib/docker»\n        target: /data\n',
        fixed:
          'services:\n  panel:\n    image: team/panel:1.0\n    volumes:\n      - type: bind\n        source: /var/lib/docker\n        read_only: true\n        target: /data\n',
      },
      {
        language: 'compose',
        text: 'services:\n  app:\n    image: team/app:1.4\n    volumes:\n      - /etc/localtime:/etc/localtime\n      - /etc/nginx/conf.d:/etc/nginx/conf.d\n      - /var/lib/grafana:/var/lib/grafana\n      - /home/ann/project/data:/data\n      - /library:/library\n      - ./etc:/etc\n',
      },
      {
        language: 'compose',
        text: 'services:\n  app:\n    image: team/app:1.4\n    volumes:\n      - /lib/modules:/lib/modules:ro\n      - type: bind\n        source: /usr/local/bin\n        target: /tools\n        read_only: true\n',
      },
      {
        language: 'compose',
        text: 'services:\n  app:\n    image: team/app:1.4\n    volumes:\n      - /etc\n      - settings:/etc\nvolumes:\n  settings:\n',
        note: 'An anonymous volume and a named one: neither is a folder of the host.',
      },
    ],
  },
  *check(document) {
    for (const { container, grant } of grants(document, 'bind-mount')) {
      const risk = mountRisk(grant);
      if (risk?.kind !== 'control') continue;
      const { source, span, readOnlyEdit } = grant;
      yield {
        span,
        message: `${describe(container)} can write to \`${source}\`, which holds ${risk.holds}: a flaw in it reaches the whole machine. ${risk.holdsEngineSocket ? 'Read-only does not keep it from the socket, so mount only what it needs.' : 'Mount it read-only, or only the file that it needs.'}`,
        fixes:
          readOnlyEdit === undefined || risk.holdsEngineSocket
            ? []
            : [{ title: 'Mount it read-only', isSafe: false, edits: [readOnlyEdit] }],
      };
    }
  },
};
