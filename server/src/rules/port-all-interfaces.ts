import { describe } from './grants.ts';
import { loopbackFix, openPorts } from './ports.ts';
import type { DocumentedRule } from './rule.ts';

export const portAllInterfaces: DocumentedRule = {
  id: 'port-all-interfaces',
  meta: {
    title: 'Port open on every interface of the host',
    checks:
      '`ports` publishes a port without an address of the host, or on `0.0.0.0` or `::`; in the short and the long form, TCP and UDP.',
    ignores: [
      'A port bound to an address, or to a variable without a default.',
      'Ports of databases and administration: `sensitive-port-published` and `docker-api-over-tcp` report them.',
      'A service in the network of the host, and `expose`.',
    ],
    why: 'The engine opens the port before the rules of most host firewalls. For what is meant for everybody, as a web server is, that is right; for all else, the loopback address behind a proxy is enough.',
    remedy:
      'Write the address that is meant: `127.0.0.1` behind a proxy, or that of one interface.',
    topic: 'network',
    languages: ['compose'],
    severity: 'hint',
    profile: 'strict',
    isSettledByPin: false,
    fix: {
      safety: 'unsafe',
      what: 'Binds the port to `127.0.0.1`.',
      caution: 'Other machines no longer reach the service.',
    },
    suppressWhen: 'Everybody is meant to reach the port.',
    sampleReason: 'The public web server',
    limitations: [
      'Swarm publishes on every interface whatever address is written.',
      'Firewalls are not in the file.',
    ],
    equivalents: [
      { tool: 'compose-lint', id: 'CL-0005', isExact: true },
      { tool: 'kics', id: '451d79dc', isExact: true },
      { tool: 'dclint', id: 'no-unbound-port-interfaces', isExact: true },
      { tool: 'cis', id: '5.14', isExact: true },
      { tool: 'owasp', id: 'Rule 5a', isExact: true },
    ],
    since: '0.2.0',
    references: [
      {
        title: 'Docker: port publishing and mapping',
        url: 'https://docs.docker.com/engine/network/port-publishing/',
      },
      {
        title: 'Compose file reference: ports',
        url: 'https://docs.docker.com/reference/compose-file/services/#ports',
      },
    ],
    examples: [
      {
        language: 'compose',
        text: 'services:\n  web:\n    image: team/web:2.3\n    ports:\n      - «"8080:80"»\n',
        fixed:
          'services:\n  web:\n    image: team/web:2.3\n    ports:\n      - "127.0.0.1:8080:80"\n',
      },
      {
        language: 'compose',
        text: 'services:\n  dns:\n    image: team/dns:2.3\n    ports:\n      - «53:53/udp»\n      - «"[::]:8053:8053"»\n      - «${PORT}:80»\n',
        fixed:
          'services:\n  dns:\n    image: team/dns:2.3\n    ports:\n      - 127.0.0.1:53:53/udp\n      - "127.0.0.1:8053:8053"\n      - 127.0.0.1:${PORT}:80\n',
      },
      {
        language: 'compose',
        text: 'services:\n  web:\n    image: team/web:2.3\n    ports:\n      - 127.0.0.1:8080:80\n      - ${BIND:-127.0.0.1}:8081:81\n      - ${ADDRESS}:8082:82\n',
      },
      {
        language: 'compose',
        text: 'services:\n  web:\n    image: team/web:2.3\n    expose: [80]\n  db:\n    image: postgres:17.5\n    ports:\n      - 5432:5432\n',
        note: 'The port of the database is the finding of another rule.',
      },
    ],
  },
  *check(document) {
    for (const { container, port, sensitive } of openPorts(document))
      if (sensitive === undefined)
        yield {
          span: port.span,
          message: `${describe(container)} publishes this port on every interface of the host, before most of its firewall rules apply. Bind it to an address, such as \`127.0.0.1\` behind a proxy.`,
          fixes: loopbackFix(port),
        };
  },
};
