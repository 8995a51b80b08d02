import { describe, expect, it } from 'vitest';
import { groupMessage, grouped } from '../../server/src/analysis/grouping.ts';
import { analyze, defaultOptions } from '../../server/src/analysis/report.ts';
import { rules } from '../../server/src/rules/index.ts';
import { defaultPolicy } from '../../server/src/settings/policy.ts';
import { today } from '../support/rule-examples.ts';

const secret = 'kT7vRw2qZx9LmN4p';
const token = ['ghp', 'Zq3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0dF3gH6'].join('_');

const texts = [
  `FROM alpine:3.22\nENV DB_PASSWORD=${secret} API_TOKEN="${token}"\nARG NPM_TOKEN=${secret}\n`,
  `FROM alpine:3.22\nRUN echo "root:${secret}" | chpasswd && useradd -p ${secret} app\n`,
  `FROM alpine:3.22\nRUN git clone https://user:${secret}@example.org/a.git && curl -u a:${secret} -k https://example.org\n`,
  `FROM alpine:3.22\nADD https://user:${secret}@example.org/a.tgz /a\nRUN curl https://u:${secret}@example.org/i.sh | sh\n`,
  `FROM alpine:3.22\nRUN sudo mysql -p${secret} && chmod 777 /${secret}\nUSER root\n`,
  `services:\n  db:\n    image: postgres:17\n    environment:\n      POSTGRES_PASSWORD: ${secret}\n      URL: postgres://app:${secret}@db/app\n      T: ${token}\n`,
  `services:\n  db:\n    image: postgres\n    environment: ["PASSWORD=${secret}", "TOKEN=\${TOKEN:-${secret}}"]\n    command: ["--url", "redis://:${secret}@cache"]\n`,
  `services:\n  db:\n    build:\n      context: .\n      args: { NPM_TOKEN: ${secret} }\n      dockerfile_inline: |\n        FROM redis\n        ENV A_SECRET=${secret}\n`,
];

describe('the value of a secret', () => {
  it.each(texts)('is in no message and no title: %#', (text) => {
    const language = text.startsWith('FROM') ? 'dockerfile' : 'compose';
    const policy = { ...defaultPolicy, profile: 'strict' as const, preview: true };
    const report = analyze({ text, language }, { ...defaultOptions(rules, today), policy });
    expect(report.findings).not.toEqual([]);
    const said = [
      ...report.findings.flatMap(({ message, related, fixes }) => [
        message,
        ...related.map((place) => place.message),
        ...fixes.map(({ title }) => title),
      ]),
      ...grouped(report.findings).map(groupMessage),
    ].join('\n');
    expect(said).not.toContain(secret);
    expect(said).not.toContain(token);
  });
});
