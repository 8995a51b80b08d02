import { describe, grants, removalOf } from './grants.ts';
import type { DocumentedRule } from './rule.ts';

export const mountPropagationShared: DocumentedRule = {
  id: 'mount-propagation-shared',
  meta: {
    title: 'Mounts of the container appear on the host',
    checks:
      'A bind mount has the propagation `shared` or `rshared`: as an option of the short form (`/mnt:/mnt:rshared`) or as `bind.propagation`.',
    ignores: [
      '`private`, `rprivate`, `slave` and `rslave`: with them nothing goes from the container to the host.',
    ],
    why: 'What a process mounts below this folder is mounted on the host too, so a service that may mount can put file systems over folders of the host. It needs SYS_ADMIN for that; this setting opens the way back.',
    remedy:
      'Leave the propagation out, or use `rslave` if the service must see new mounts of the host.',
    topic: 'host',
    languages: ['compose'],
    severity: 'information',
    profile: 'recommended',
    isSettledByPin: false,
    fix: {
      safety: 'unsafe',
      what: 'Removes the propagation.',
      caution: 'What the service mounts there is no longer seen by the host and other containers.',
    },
    suppressWhen: 'Mounting for the host is what the service is for.',
    sampleReason: 'Mounts the cloud drive for the other services',
    limitations: [
      'Whether the folder is on a shared mount of the host, without which the engine refuses, is not in the file.',
    ],
    equivalents: [
      { tool: 'compose-lint', id: 'CL-0017', isExact: true },
      { tool: 'kics', id: 'baa452f0', isExact: false },
      { tool: 'cis', id: '5.20', isExact: true },
    ],
    since: '0.2.0',
    references: [
      {
        title: 'Docker: bind propagation',
        url: 'https://docs.docker.com/engine/storage/bind-mounts/#configure-bind-propagation',
      },
      {
        title: 'mount_namespaces(7)',
        url: 'https://man7.org/linux/man-pages/man7/mount_namespaces.7.html',
      },
    ],
    examples: [
      {
        language: 'compose',
        text: 'services:\n  drive:\n    image: team/drive:1.0\n    volumes:\n      - /srv/drive:/drive:«rshared»\n',
        fixed:
          'services:\n  drive:\n    image: team/drive:1.0\n    volumes:\n      - /srv/drive:/drive\n',
      },
      {
        language: 'compose',
        text: 'services:\n  drive:\n    image: team/drive:1.0\n    volumes:\n      - type: bind\n        source: /srv/drive\n        target: /drive\n        bind:\n          «propagation: shared»\n',
        fixed:
          'services:\n  drive:\n    image: team/drive:1.0\n    volumes:\n      - type: bind\n        source: /srv/drive\n        target: /drive\n',
      },
      {
        language: 'compose',
        text: 'services:\n  drive:\n    image: team/drive:1.0\n    volumes:\n      - /srv/drive:/drive:rslave\n      - /srv/shared:/shared:ro\n',
      },
      {
        language: 'compose',
        text: 'services:\n  drive:\n    image: team/drive:1.0\n    volumes:\n      - type: bind\n        source: /srv/drive\n        target: /drive\n        bind:\n          propagation: rprivate\n',
      },
    ],
  },
  *check(document) {
    for (const { container, grant } of grants(document, 'bind-mount')) {
      const { source, span, propagation, propagationSite } = grant;
      if (propagation !== 'shared' && propagation !== 'rshared') continue;
      yield {
        span: propagationSite?.span ?? span,
        message: `${describe(container)} mounts \`${source}\` as \`${propagation}\`: what it mounts below that is mounted on the host too. Leave this out, or use \`rslave\` to see new mounts of the host.`,
        fixes:
          propagationSite === undefined
            ? []
            : removalOf(propagationSite, `Remove \`${propagation}\``),
      };
    }
  },
};
