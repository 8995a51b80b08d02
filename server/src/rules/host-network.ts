import { describe, grants } from './grants.ts';
import type { DocumentedRule } from './rule.ts';

export const hostNetwork: DocumentedRule = {
  id: 'host-network',
  meta: {
    title: 'Container in the network of the host',
    checks:
      '`network_mode: host` for a service, `network: host` or the entitlement `network.host` for its build, or `RUN --network=host` in a Dockerfile.',
    ignores: ['Named networks, `service:`, `container:`, `bridge` and `none`.'],
    why: 'The process sees every interface of the host, reaches services that listen on its loopback, and opens ports that no `ports` entry names.',
    remedy: 'Publish the ports that are needed, or put the services on a network of their own.',
    topic: 'network',
    languages: ['dockerfile', 'compose'],
    severity: 'warning',
    profile: 'recommended',
    isSettledByPin: false,
    fix: undefined,
    suppressWhen:
      'The service finds devices by broadcast or multicast, or manages the network of the host.',
    sampleReason: 'Home automation; finds devices by mDNS',
    limitations: [
      'A network of the file that is an alias of the host network (`external: true`, `name: host`) is not followed.',
    ],
    equivalents: [
      { tool: 'kics', id: '071a71ff', isExact: true },
      { tool: 'compose-lint', id: 'CL-0008', isExact: true },
      { tool: 'sonar', id: 'S6431', isExact: true },
      { tool: 'cis', id: '5.10', isExact: true },
    ],
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
      {
        language: 'compose',
        text: 'services:\n  app:\n    build:\n      context: .\n      entitlements:\n        - «network.host»\n',
      },
      { language: 'dockerfile', text: 'FROM alpine:3.22\nRUN --network=«host» ./fetch.sh\n' },
      { language: 'dockerfile', text: 'FROM alpine:3.22\nRUN --network="«host»" ./fetch.sh\n' },
      {
        language: 'compose',
        text: 'services:\n  app:\n    image: team/app:1.4\n    network_mode: "service:vpn"\n',
      },
      {
        language: 'compose',
        text: 'services:\n  app:\n    image: team/app:1.4\n    networks: [host]\nnetworks:\n  host:\n',
        note: 'A network of its own that happens to have this name.',
      },
      { language: 'dockerfile', text: 'FROM alpine:3.22\nRUN --network=none make\n' },
    ],
  },
  *check(document) {
    for (const { container, grant } of grants(document, 'host-namespace')) {
      if (grant.namespace !== 'network') continue;
      const isRunning = grant.phase === 'run';
      const who = isRunning ? describe(container) : `${describe(container)}, while it is built,`;
      const advice = isRunning
        ? 'Publish only the ports it needs, or use a network of its own.'
        : 'Leave the build in its own network.';
      yield {
        span: grant.span,
        message: `${who} shares the host's network and reaches everything that listens on its loopback. ${advice}`,
      };
    }
  },
};
