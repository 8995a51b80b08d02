import { describe, expect, it } from 'vitest';
import { cardLines, serviceCard, type CardRow } from '../../server/src/analysis/service-card.ts';
import { modelOf } from '../../server/src/analysis/model.ts';
import { rules } from '../../server/src/rules/index.ts';
import type { Files } from '../../server/src/text/files.ts';
import { serviceText } from '../compose/service.ts';
import { readMarks } from '../support/markers.ts';
import { model } from './hardening.ts';

/** One row of the card of `app`: its verdict with its value. */
function row(lines: string, id: CardRow['id'], files?: Files): string | undefined {
  const card = serviceCard(model(serviceText(lines), files), 'app');
  const found = card?.rows.find((each) => each.id === id);
  return found && `${found.verdict}: ${found.value}`;
}

const decided = 'unknown: a variable without a default decides';

type Case = readonly [lines: string, shown: string | RegExp];

/** How the row of a service is, by the lines that it has. */
function describeRow(id: CardRow['id'], what: string, cases: readonly Case[]): void {
  describe(what, () => {
    it.each(cases)('with %j is %j', (lines, shown) => {
      if (typeof shown === 'string') expect(row(lines, id)).toBe(shown);
      else expect(row(lines, id)).toMatch(shown);
    });
  });
}

describeRow('user', 'the user', [
  ['user: "1000:1000"', 'good: 1000:1000'],
  ['user: root', 'bad: root'],
  ['user: "${USER_ID:-0}"', 'bad: 0'],
  ['user: "${USER_ID}"', decided],
  ['image: alpine:3.22', /^note: root: the image starts as that(?:, as of \d{4}-\d\d-\d\d)?$/],
  ['image: postgres:17', /^good: root at the start, then that of the image/],
  ['image: team/app:1.4', 'unknown: not set here: that of the image'],
  ['build: .', 'unknown: not set here: that of the image'],
  [
    'user: app\npost_start:\n  - command: ./own.sh\n    user: root',
    'note: app; root in its life-cycle hooks',
  ],
]);

describeRow('privileged', 'being privileged', [
  ['image: app', 'good: no'],
  ['privileged: true', 'bad: yes: every capability and device of the host'],
  ['privileged: ${ALL}', decided],
  ['privileged: ${ALL:-no}', 'good: no'],
  [
    'post_start:\n  - command: ./own.sh\n    privileged: true',
    /: only commands that are run in it$/,
  ],
]);

describeRow('capabilities-added', 'added capabilities', [
  ['image: app', 'good: none'],
  ['cap_add: [CHOWN, NET_BIND_SERVICE]', 'good: CHOWN and NET_BIND_SERVICE'],
  ['cap_add: [CHOWN, NET_ADMIN]', 'note: CHOWN and NET_ADMIN'],
  ['cap_add: [SYS_ADMIN, "${MORE}"]', `bad: SYS_ADMIN; ${decided.slice(9)} over cap_add`],
  ['cap_add: ["${MORE}"]', `${decided} over cap_add`],
  ['privileged: true', 'bad: all, as it is privileged'],
]);

describeRow('capabilities-dropped', 'dropped capabilities', [
  ['image: app', 'note: none: it keeps the 14 that every container has'],
  ['cap_drop: [NET_RAW]', 'note: NET_RAW; it keeps the others'],
  ['cap_drop: [cap_all]', 'good: all'],
  ['cap_drop: [NET_RAW, "${MORE}"]', decided],
  ['privileged: true\ncap_drop: [ALL]', 'bad: none, as it is privileged'],
]);

describeRow('host-namespaces', 'namespaces of the host', [
  ['image: app', 'good: none'],
  ['pid: host\nuts: host', 'bad: pid and uts'],
  ['uts: host', 'note: uts'],
  ['network_mode: ${MODE}', `${decided} over network_mode`],
]);

describeRow('host-mounts', 'mounts that reach the host', [
  ['volumes: [data:/data]', 'good: none'],
  ['volumes: ["./data:/data:ro"]', 'good: ./data at /data, read-only'],
  [
    'volumes: ["/var/run/docker.sock:/docker.sock:ro"]',
    'bad: /var/run/docker.sock at /docker.sock, read-only',
  ],
  ['use_api_socket: true', 'bad: the API of the container engine'],
  ['devices: [/dev/sda, /dev/snd]', 'bad: the device /dev/sda and the device /dev/snd'],
  ['device_cgroup_rules: ["a *:* rwm"]', 'bad: devices by the rule a *:* rwm'],
  ['volumes: ["/srv/a:/a:shared"]', 'note: /srv/a at /a'],
  ['volumes: ["${DATA}:/data"]', `${decided} over volumes`],
  [
    'volumes: [{type: bind, source: "${ROOT}/a", target: /a}]',
    `unknown: \${ROOT}/a at /a; ${decided.slice(9)} over volumes`,
  ],
]);

describeRow('limits', 'limits', [
  ['image: app', 'note: none for memory, none for processor time, none for processes'],
  [
    'mem_limit: 512m\ncpus: 0.5\npids_limit: 100',
    'good: memory 512m, processor time 0.5, processes 100',
  ],
  [
    'deploy: {resources: {limits: {memory: 1g, cpus: "2", pids: 5}}}',
    'good: memory 1g, processor time 2, processes 5',
  ],
  [
    'mem_limit: ${MEM}\ncpus: 1\npids_limit: 5',
    'unknown: memory by a variable, processor time 1, processes 5',
  ],
  [
    'mem_limit: ${MEM:-1g}\ncpus: 1\npids_limit: -1',
    'note: memory 1g, processor time 1, none for processes',
  ],
]);

describeRow('secrets', 'secrets', [
  ['image: app', 'good: none'],
  ['secrets: [token]', 'good: token as a file'],
  ['secrets:\n  - source: db\n    target: /db\n  - api', 'good: db and api as files'],
  [
    'secrets: [token]\nenvironment:\n  DB_PASSWORD: Tr0ub4dor-and-3',
    'bad: token as a file; DB_PASSWORD written in the Compose file',
  ],
  ['environment:\n  DB_PASSWORD: ${DB_PASSWORD:?}', 'good: none'],
]);

describeRow('read-only-root', 'a read-only root', [
  ['read_only: true', 'good: yes'],
  ['read_only: ${FROZEN}', decided],
  ['image: app', 'note: no: it can rewrite its own programs'],
]);

describeRow('privilege-escalation', 'gaining privileges', [
  ['security_opt: ["no-new-privileges:true"]', 'good: forbidden'],
  ['image: app', 'note: possible by set-user-id programs'],
  ['security_opt: ["${OPTION}"]', decided],
  ['security_opt: ["no-new-privileges:${STRICT}"]', decided],
  ['security_opt: [no-new-privileges, "seccomp:unconfined"]', 'bad: forbidden; seccomp:unconfined'],
]);

describeRow('published-ports', 'published ports', [
  ['expose: [80]', 'good: none'],
  ['ports: ["127.0.0.1:8080:80"]', 'good: 80/tcp on 127.0.0.1'],
  ['ports: ["8080-8081:80-81/udp"]', 'note: 80-81/udp on every address'],
  ['ports: ["5432:5432"]', 'bad: 5432/tcp on every address'],
  ['ports: ["${HOST}:80:80"]', /^unknown: 80\/tcp on an address by a variable/],
  ['ports: ["127.0.0.1:80:${PORT}"]', /^unknown: a port\/tcp on 127.0.0.1; a variable/],
]);

describe('a card', () => {
  const rowsOf = (text: string, name: string, files?: Files): readonly CardRow[] | undefined =>
    serviceCard(model(text, files), name)?.rows;

  it('has all rows in one order, and what hardening would change', () => {
    const card = serviceCard(model(serviceText('image: app\ncap_drop: [ALL]')), 'app');
    expect(card?.service).toBe('app');
    expect(card?.rows.map(({ id }) => id)).toEqual([
      'user',
      'privileged',
      'capabilities-added',
      'capabilities-dropped',
      'host-namespaces',
      'host-mounts',
      'limits',
      'secrets',
      'read-only-root',
      'privilege-escalation',
      'published-ports',
    ]);
    expect(card?.changes).toEqual([
      'forbid new privileges',
      'make the root file system read-only',
      'limit memory to 512m',
      'limit processor time to 1.0',
      'limit processes to 200',
    ]);
  });

  it('can be written as lines', () => {
    const hardened =
      'user: app\ncap_drop: [ALL]\nsecurity_opt: [no-new-privileges]\nread_only: true\ncpus: 1\npids_limit: 5';
    const card = serviceCard(model(serviceText(hardened)), 'app');
    const lines = card && cardLines(card);
    expect(lines?.[0]).toBe('User: app');
    expect(lines?.at(-1)).toBe('The recommended hardening would limit memory to 512m.');
    expect(lines).toHaveLength(12);
    const complete = serviceCard(model(serviceText(`${hardened}\nmem_limit: 1g`)), 'app');
    expect(complete && cardLines(complete)).toHaveLength(11);
  });

  it('is that of the service with what it extends', () => {
    const text = [
      'services:',
      '  base: {image: app, user: root, cap_drop: [ALL], secrets: [one]}',
      '  app: {extends: base, user: "1000", secrets: [two]}',
    ].join('\n');
    const rows = rowsOf(text, 'app');
    expect(rows?.find(({ id }) => id === 'user')).toMatchObject({ value: '1000' });
    expect(rows?.find(({ id }) => id === 'capabilities-dropped')).toMatchObject({ value: 'all' });
    expect(rows?.find(({ id }) => id === 'secrets')).toMatchObject({
      value: 'one and two as files',
    });
  });

  it('is that of the service with what overrides it', () => {
    const override = 'services:\n  app:\n    user: root\n    read_only: true\n';
    const files: Files = {
      read: (path) => (path === 'compose.override.yaml' ? override : undefined),
    };
    expect(row('user: app', 'user', files)).toBe('bad: root');
    expect(row('user: app', 'read-only-root', files)).toBe('good: yes');
  });

  it('has no value of a secret in it, and no line end', () => {
    const lines = [
      'user: "a\\nb\\e[31m"',
      'environment: {API_TOKEN: hunter2-hunter2}',
      'volumes: ["/a\\nb:/c"]',
      'secrets: ["x\\ny"]',
      'labels: {own: hunter2-hunter2}',
    ];
    const rows = rowsOf(serviceText(lines.join('\n')), 'app') ?? [];
    expect(rows).toHaveLength(11);
    for (const { value } of rows) {
      expect(value).not.toContain('hunter2');
      expect(value).toMatch(/^[^\p{Cc}]+$/u);
    }
  });

  it.each([
    ['a service of another name', 'services:\n  other:\n    image: app\n'],
    ['one that another program provides', 'services:\n  app:\n    provider: {type: cloud}\n'],
    ['a text that is no Compose file', 'FROM app\n'],
  ])('is not there for %s', (_, text) => {
    expect(serviceCard(model(text), 'app')).toBeUndefined();
  });

  it('is not there for a stage of a Dockerfile', () => {
    expect(serviceCard(modelOf('FROM alpine AS app\n', 'dockerfile'), 'app')).toBeUndefined();
  });
});

it('every service of the examples of the rules has a card of single lines', () => {
  for (const { language, text } of rules.flatMap(({ meta }) => meta.examples)) {
    if (language !== 'compose') continue;
    const document = model(readMarks(text).text);
    for (const { kind, name = '', hardening } of document.containers) {
      const card = kind === 'service' ? serviceCard(document, name) : undefined;
      expect(card === undefined).toBe(kind !== 'service' || hardening === undefined);
      for (const { value } of card?.rows ?? []) expect(value).toMatch(/^\S.*\S$|^\S$/);
    }
  }
});
