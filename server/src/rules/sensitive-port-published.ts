import { describe } from './grants.ts';
import { loopbackFix, openPorts } from './ports.ts';
import type { DocumentedRule } from './rule.ts';

export const sensitivePortPublished: DocumentedRule = {
  id: 'sensitive-port-published',
  meta: {
    title: 'Database or administration port open to the network',
    checks:
      '`ports` publishes a TCP port of the container behind which stand data or administration (PostgreSQL, MySQL, Redis, MongoDB, Elasticsearch, etcd, Kafka, SSH, VNC, Remote Desktop and their like) on every interface of the host. The port in the container decides; ranges, the long form and a bare container port count too.',
    ignores: [
      'A port bound to one address, such as `127.0.0.1`, or to a variable without a default.',
      'A port without a sensitive service behind it, whatever number it has on the host; UDP; `expose`.',
      'Port 22 of an image whose purpose is SSH, such as Gitea, GitLab or an SFTP server; the last part of its name tells.',
      'A service in the network of the host: `host-network` reports it.',
      'Port 2375: `docker-api-over-tcp` reports it.',
    ],
    why: 'The engine opens the port before the rules of most host firewalls, so everybody who reaches the machine reaches the service. Many of these ask for no password in their image, and such machines are found by scanners within hours.',
    remedy:
      'Drop the `ports` entry: services reach each other by name over their network. To connect from the host, bind it to `127.0.0.1`.',
    topic: 'network',
    languages: ['compose'],
    severity: 'warning',
    profile: 'recommended',
    isSettledByPin: false,
    fix: {
      safety: 'unsafe',
      what: 'Binds the port to `127.0.0.1`.',
      caution: 'Programs on other machines no longer reach it.',
    },
    suppressWhen:
      'Other machines must connect, and a firewall in front of the host and a password guard it.',
    sampleReason: 'Replica on the second machine; the firewall lets only that one in',
    limitations: [
      'What listens is told by the port alone: another service on port 5432 is taken for PostgreSQL, and PostgreSQL on port 9999 is not seen.',
      'Firewalls and passwords are not in the file.',
    ],
    equivalents: [
      { tool: 'compose-lint', id: 'CL-0005', isExact: false },
      { tool: 'kics', id: '451d79dc', isExact: false },
      { tool: 'dclint', id: 'no-unbound-port-interfaces', isExact: false },
      { tool: 'cis', id: '5.14', isExact: false },
      { tool: 'owasp', id: 'Rule 5a', isExact: false },
    ],
    since: '0.2.0',
    references: [
      {
        title: 'Docker: port publishing and mapping',
        url: 'https://docs.docker.com/engine/network/port-publishing/',
      },
      {
        title: 'Docker: packet filtering and firewalls',
        url: 'https://docs.docker.com/engine/network/packet-filtering-firewalls/',
      },
      {
        title: 'IANA: service names and port numbers',
        url: 'https://www.iana.org/assignments/service-names-port-numbers/service-names-port-numbers.xhtml',
      },
    ],
    examples: [
      {
        language: 'compose',
        text: 'services:\n  db:\n    image: postgres:17.5\n    ports:\n      - «"5432:5432"»\n',
        fixed:
          'services:\n  db:\n    image: postgres:17.5\n    ports:\n      - "127.0.0.1:5432:5432"\n',
      },
      {
        language: 'compose',
        text: 'services:\n  cache:\n    image: redis:8.0\n    ports:\n      - «16379:6379»\n',
        note: 'Another number on the host hides nothing.',
        fixed:
          'services:\n  cache:\n    image: redis:8.0\n    ports:\n      - 127.0.0.1:16379:6379\n',
      },
      {
        language: 'compose',
        text: 'services:\n  search:\n    image: elasticsearch:9.1.2\n    ports:\n      - «0.0.0.0:9200-9205:9200-9205»\n',
        fixed:
          'services:\n  search:\n    image: elasticsearch:9.1.2\n    ports:\n      - 127.0.0.1:9200-9205:9200-9205\n',
      },
      {
        language: 'compose',
        text: 'services:\n  db:\n    image: mysql:9.4\n    ports:\n      - target: 3306\n        «published: "3306"»\n',
        fixed:
          'services:\n  db:\n    image: mysql:9.4\n    ports:\n      - target: 3306\n        published: "3306"\n        host_ip: 127.0.0.1\n',
      },
      {
        language: 'compose',
        text: 'services:\n  db:\n    image: postgres:17.5\n    ports:\n      - 127.0.0.1:5432:5432\n      - "[::1]:5432:5432"\n      - ${BIND:-127.0.0.1}:5433:5432\n      - ${ADDRESS}:5434:5432\n    expose: [5432]\n',
      },
      {
        language: 'compose',
        text: 'services:\n  web:\n    image: team/web:2.3\n    ports:\n      - 5432:8080\n      - 443:443\n      - 6379:6379/udp\n',
      },
      {
        language: 'compose',
        text: 'services:\n  git:\n    image: gitea/gitea:1.24.5\n    ports:\n      - 2222:22\n  own:\n    build: ./gitea\n    image: gitea/gitea:${VERSION}\n    ports:\n      - 2223:22\n',
      },
    ],
  },
  *check(document) {
    for (const { container, port, sensitive } of openPorts(document)) {
      if (sensitive === undefined) continue;
      const isRange = port.container?.first !== port.container?.last;
      const what = `${isRange ? 'a range with ' : ''}port ${sensitive.port}`;
      yield {
        span: port.span,
        message: `${describe(container)} publishes ${what}, where ${sensitive.service} listens by default, on every interface of the host: whoever reaches the machine reaches it. Bind it to \`127.0.0.1\`, or leave it out and let services use their network.`,
        fixes: loopbackFix(port),
      };
    }
  },
};
