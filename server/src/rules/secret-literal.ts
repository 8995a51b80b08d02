import type { DocumentedRule } from './rule.ts';
import { findTokens } from './secret-tokens.ts';

/** Both are put together here, so that no scanner takes this file for a leak. */
const sampleToken = ['ghp', 'aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0dF3gH6'].join('_');
const placeholder = ['ghp', 'x'.repeat(36)].join('_');

export const secretLiteral: DocumentedRule = {
  id: 'secret-literal',
  meta: {
    title: 'Token or private key in the file',
    checks:
      'Anywhere in the file, comments included, stands a secret that can be told by its form: access keys of AWS, tokens of GitHub, GitLab, Slack, npm, PyPI, RubyGems, Docker Hub, Hugging Face, DigitalOcean, Grafana and HashiCorp Vault, keys of Google, Stripe, SendGrid, OpenAI and Anthropic, age keys, and private key blocks (`-----BEGIN … PRIVATE KEY-----`) with key material behind the header.',
    ignores: [
      'Examples from documentation, such as `AKIAIOSFODNN7EXAMPLE`, and placeholders such as `ghp_xxxx…`.',
      'Public keys, certificates, and the header of a private key without a key.',
      'Keys that are made to be public, such as `pk_live_…` of Stripe.',
    ],
    why: 'Providers look for these forms in public repositories, and so do thieves: a token that is pushed is often used within minutes. In a Dockerfile it is also in the layers and the history of the image.',
    remedy:
      'Revoke the secret at its provider first: it stays in the history of the repository. Then hand the new one in from outside, with `RUN --mount=type=secret` or `secrets` of Compose.',
    topic: 'secret',
    languages: ['dockerfile', 'compose'],
    severity: 'error',
    profile: 'recommended',
    isSettledByPin: false,
    fix: undefined,
    suppressWhen: 'The key was revoked or belongs to a public test account.',
    sampleReason: 'test key of the public sandbox',
    limitations: [
      'Only forms that hardly anything else has are known. Passwords and keys without a form are left to `secret-in-env`.',
      'Whether a token is still valid is not asked: nothing is sent anywhere.',
    ],
    equivalents: [
      { tool: 'kics', id: 'passwords_and_secrets', isExact: false },
      { tool: 'sonar', id: 'S6437', isExact: false },
    ],
    since: '0.2.0',
    references: [
      {
        title: 'GitHub: supported secret scanning patterns',
        url: 'https://docs.github.com/en/code-security/secret-scanning/introduction/supported-secret-scanning-patterns',
      },
      {
        title: 'OWASP: secrets management',
        url: 'https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html',
      },
    ],
    examples: [
      {
        language: 'dockerfile',
        text: `FROM alpine:3.22\nRUN git clone https://«${sampleToken}»@github.com/team/app\n`,
      },
      {
        language: 'dockerfile',
        text: 'FROM alpine:3.22\n# old: «AKIAQ3EGRUWZ7T5KVJ2M»\nCMD ["sh"]\n',
        note: 'A comment is as public as the rest of the file.',
      },
      {
        language: 'dockerfile',
        text: 'FROM alpine:3.22\nCOPY <<EOF /etc/app.key\n«-----BEGIN EC PRIVATE KEY-----»\nMHcCAQEEIBcP0mJx7Yp2kq9s4vTn8LwZ3RfUo5HdG1aKbEiNcXyQoAoGCCqGSM49\n-----END EC PRIVATE KEY-----\nEOF\n',
      },
      {
        language: 'compose',
        text: 'services:\n  api:\n    image: team/api:1.4\n    environment:\n      GITLAB: «glpat-Zx8vB2nM4qW6eR9tY1uI»\n',
      },
      {
        language: 'dockerfile',
        text: `FROM alpine:3.22\nENV AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE\nENV TOKEN_SAMPLE=${placeholder}\n`,
      },
      {
        language: 'dockerfile',
        text: 'FROM alpine:3.22\nRUN grep -q "-----BEGIN PRIVATE KEY-----" /run/secrets/key\n',
      },
      {
        language: 'compose',
        text: 'services:\n  api:\n    image: team/api:1.4\n    environment:\n      GITLAB: ${GITLAB_TOKEN:?}\n',
      },
    ],
  },
  *check({ text, parts }) {
    const own = text.slice(0, parts[0]?.start ?? text.length);
    for (const { what, span } of findTokens(own))
      yield {
        span,
        message: `${what} stands in this file: everyone who can read the file or its history can use it. Revoke it, and hand the new one in from outside as a secret.`,
      };
  },
};
