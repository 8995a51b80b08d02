import { describe, grants } from './privileges.ts';
import type { Rule } from './rule.ts';

export const hostNetwork: Rule = {
  id: 'host-network',
  meta: {
    title: 'Container in the network of the host',
    checks:
      '`network_mode: host` for a service, `network: host` or the entitlement `network.host` for its build, or `RUN --network=host` in a Dockerfile.',
    ignores: ['Named networks, `service:` and `none`.'],
    why: 'The process sees every interface of the host, reaches services that listen on its loopback, and opens ports that no firewall rule of the engine covers.',
    remedy: 'Publish the ports that are needed, or put the services on a network of their own.',
    category: 'privilege',
    languages: ['dockerfile', 'compose'],
    severity: 'warning',
    isDefault: true,
    isSettledByPin: false,
    since: '0.1.0',
    references: [
      {
        title: 'Docker: host network driver',
        url: 'https://docs.docker.com/engine/network/drivers/host/',
      },
      {
        title: 'Dockerfile reference: RUN --network',
        url: 'https://docs.docker.com/reference/dockerfile/#run---network',
      },
    ],
    examples: [
      {
        language: 'compose',
        text: 'services:\n  app:\n    image: team/app:1.4\n    «network_mode: host»\n',
      },
      {
        language: 'compose',
        text: 'services:\n  app:\n    build:\n      context: .\n      «network: host»\n',
      },
      { language: 'dockerfile', text: 'FROM alpine:3.22\nRUN --network=«host» ./fetch.sh\n' },
      {
        language: 'compose',
        text: 'services:\n  app:\n    image: team/app:1.4\n    network_mode: "service:vpn"\n',
      },
      { language: 'dockerfile', text: 'FROM alpine:3.22\nRUN --network="«host»" ./fetch.sh\n' },
      { language: 'dockerfile', text: 'FROM alpine:3.22\nRUN --network=none make\n' },
    ],
  },
  *check(document) {
    for (const { container, setting } of grants(document, 'host-namespace')) {
      if (setting.namespace !== 'network') continue;
      const who =
        setting.phase === 'run'
          ? describe(container)
          : `${describe(container)}, while it is built,`;
      yield {
        span: setting.span,
        message: `${who} shares the host's network and reaches everything that listens on its loopback. ${setting.phase === 'run' ? 'Publish only the ports it needs, or use a network of its own.' : 'Leave the build in its own network.'}`,
      };
    }
  },
};
