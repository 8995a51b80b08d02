import type { Container, DocumentModel, VariableSetting } from '../model/document-model.ts';
import type { ImageReference } from '../reference/reference.ts';
import { describe } from './grants.ts';
import type { DocumentedRule, Fix, RuleFinding } from './rule.ts';
import { requiredVariable, requireEdit } from './secret-edits.ts';
import { isBuildKitSecretName, isKeyName, secretName, wordsOfName } from './secret-names.ts';
import { secretStoreEdits } from './secret-stores.ts';
import { findTokens } from './secret-tokens.ts';
import { judgeValue, type Surroundings, type ValueKind } from './secret-values.ts';

export const secretInEnv: DocumentedRule = {
  id: 'secret-in-env',
  meta: {
    title: 'Secret in a variable or a build argument',
    checks:
      'A variable whose name has the word of a secret (`password`, `passphrase`, `secret`, `token`, `credentials`, `API_KEY`, `PRIVATE_KEY` and the like, in snake, dash or camel case) has a value that stands in the file: ENV in a Dockerfile, `environment` and `build.args` in a Compose file, the default of `${NAME:-…}` in either. ARG in a Dockerfile is reported with and without a default, because what is passed for it stays in the history of the image. Placeholders such as `changeme`, a value that repeats the name of the user or the service, and builder stages are reported as information.',
    ignores: [
      'Names that say something about a secret: `PASSWORD_FILE`, `TOKEN_URL`, `SECRET_NAME`, `ACCESS_KEY_ID`, `TOKEN_TTL`, `PUBLIC_KEY`, `ALLOW_EMPTY_PASSWORD`, `RANDOM_ROOT_PASSWORD`.',
      'A bare `KEY`, `GPG_KEY`, `GPG_KEYS` and fingerprints of 40 hexadecimal digits.',
      'Keys that may be names as well, `SESSION_KEY`, `STORAGE_KEY`, `APP_KEY` and the like, unless the value looks random.',
      'Values that are no secret: empty ones, variables such as `${TOKEN}` and `${TOKEN:?}`, `true` and `no`, numbers and quantities, paths such as `/run/secrets/token`, URLs and public keys.',
      'URLs with a password and tokens that can be told by their form: `credential-in-url` and `secret-literal` report those.',
    ],
    why: 'ENV and ARG are stored with the image: `docker history` and `docker inspect` show them to everyone who can pull it, and deleting them in a later layer changes nothing. What stands in a Compose file is known to everyone who can read the repository and its history.',
    remedy:
      'In a Dockerfile hand the secret to the one step that needs it, `RUN --mount=type=secret,id=token,env=TOKEN …`, and set what the program needs at run time when the container is started. In a Compose file write `${NAME:?}`, or use `secrets` and the `*_FILE` variables that many images read. Change a secret that was published.',
    topic: 'secret',
    languages: ['dockerfile', 'compose'],
    severity: 'warning',
    profile: 'recommended',
    isSettledByPin: false,
    fix: {
      safety: 'unsafe',
      what: 'In a Compose file the value becomes `${NAME:?}`; for images that are known to read it from a file, a second fix adds a Compose secret and the `*_FILE` variable. In a Dockerfile the ARG or ENV is removed.',
      caution:
        'Compose stops with an error until the variable is set or the file of the secret is there. A step that used the ARG needs `--mount=type=secret`, and a program that used the ENV must get it when the container starts.',
    },
    suppressWhen:
      'The value is public: a key for a browser, a password of a database that only tests see.',
    sampleReason: 'throw-away database of the tests, gone after each run',
    limitations: [
      'The name decides what is looked at: a password in a variable called `LOGIN` is not found.',
      'Files named by `env_file` and by `--env-file` are not read.',
      'Whether an ARG without a default is ever given a secret cannot be known; its name says so.',
    ],
    equivalents: [
      { tool: 'buildkit', id: 'SecretsUsedInArgOrEnv', isExact: true },
      { tool: 'hadolint', id: 'DL3064', isExact: true },
      { tool: 'trivy', id: 'DS-0031', isExact: false },
      { tool: 'semgrep', id: 'secret-in-build-arg', isExact: false },
      { tool: 'sonar', id: 'S6472', isExact: true },
      { tool: 'compose-lint', id: 'CL-0020', isExact: true },
      { tool: 'kics', id: 'passwords_and_secrets', isExact: false },
      { tool: 'dockle', id: 'CIS-DI-0010', isExact: false },
      { tool: 'cis', id: '4.10', isExact: false },
      { tool: 'owasp', id: 'Rule 12', isExact: false },
    ],
    since: '0.2.0',
    references: [
      {
        title: 'Docker: build secrets',
        url: 'https://docs.docker.com/build/building/secrets/',
      },
      {
        title: 'Docker: secrets in Compose',
        url: 'https://docs.docker.com/compose/how-tos/use-secrets/',
      },
      {
        title: 'Docker build checks: SecretsUsedInArgOrEnv',
        url: 'https://docs.docker.com/reference/build-checks/secrets-used-in-arg-or-env/',
      },
    ],
    examples: [
      {
        language: 'dockerfile',
        text: 'FROM node:22.14-alpine\nARG «NPM_TOKEN»\nRUN npm ci\n',
        fixed: 'FROM node:22.14-alpine\nRUN npm ci\n',
        note: 'The argument stays in the history of the image, whatever the steps do with it.',
      },
      {
        language: 'dockerfile',
        text: 'FROM node:22.14-alpine\nONBUILD ARG «NPM_TOKEN»\nONBUILD RUN npm ci\n',
        note: 'It stays in the history of every image that is built on this one.',
      },
      {
        language: 'dockerfile',
        text: 'FROM python:3.13-slim\nENV DB_HOST=db \\\n    «DB_PASSWORD=kT7vRw2q»\n',
        fixed: 'FROM python:3.13-slim\nENV DB_HOST=db\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM golang:1.25 AS build\nARG «githubToken=s3cr3t-Pa55»\nRUN go build -o /app .\nFROM scratch\nCOPY --from=build /app /app\n',
        fixed:
          'FROM golang:1.25 AS build\nRUN go build -o /app .\nFROM scratch\nCOPY --from=build /app /app\n',
        note: 'In a builder stage it is information: the argument is only in the build cache.',
      },
      {
        language: 'compose',
        text: 'services:\n  db:\n    image: postgres:17.4\n    environment:\n      POSTGRES_USER: app\n      «POSTGRES_PASSWORD: kT7vRw2q»\n',
        fixed:
          'services:\n  db:\n    image: postgres:17.4\n    environment:\n      POSTGRES_USER: app\n      POSTGRES_PASSWORD: ${POSTGRES_PASSWORD:?}\n',
      },
      {
        language: 'compose',
        text: 'services:\n  api:\n    image: team/api:1.4\n    environment:\n      - LOG_LEVEL=info\n      - «JWT_SECRET=${SIGNING:-w8Nq4Zp1}»\n',
        fixed:
          'services:\n  api:\n    image: team/api:1.4\n    environment:\n      - LOG_LEVEL=info\n      - JWT_SECRET=${SIGNING:?}\n',
        note: 'A default is used wherever nobody sets the variable.',
      },
      {
        language: 'compose',
        text: 'services:\n  web:\n    build:\n      context: .\n      args:\n        «SENTRY_AUTH_TOKEN: "q9Xv-72Lm"»\n',
        fixed:
          'services:\n  web:\n    build:\n      context: .\n      args:\n        SENTRY_AUTH_TOKEN: "${SENTRY_AUTH_TOKEN:?}"\n',
      },
      {
        language: 'compose',
        text: 'services:\n  db:\n    image: mysql:8.4\n    environment:\n      «MYSQL_ROOT_PASSWORD: changeme»\n',
        fixed:
          'services:\n  db:\n    image: mysql:8.4\n    environment:\n      MYSQL_ROOT_PASSWORD: ${MYSQL_ROOT_PASSWORD:?}\n',
        note: 'A placeholder is information.',
      },
      {
        language: 'dockerfile',
        text: 'FROM python:3.13-slim\nENV GPG_KEY=7169605F62C751356D054A26A821E680E5FA6305 \\\n    TOKEN_URL=https://auth.example.org/token \\\n    PASSWORD_MIN_LENGTH=12 \\\n    AWS_WEB_IDENTITY_TOKEN_FILE=/var/run/token\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM node:22.14-alpine\nRUN --mount=type=secret,id=npm_token,env=NPM_TOKEN npm ci\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM alpine:3.22\nARG PUBLIC_KEY=abc\nENV API_TOKEN="" TOKENIZER=fast CACHE_KEY=v2 USE_PASSWORD=yes\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM alpine:3.22\nARG STORAGE_KEY\nENV SESSION_KEY=sid STORAGE_KEY=users «APP_KEY=base64:kT7vRw2qN4ZpX1»\n',
        note: 'The value tells which of these keys is a secret.',
        fixed: 'FROM alpine:3.22\nARG STORAGE_KEY\nENV SESSION_KEY=sid STORAGE_KEY=users\n',
      },
      {
        language: 'compose',
        text: 'services:\n  db:\n    image: postgres:17.4\n    environment:\n      POSTGRES_PASSWORD: ${POSTGRES_PASSWORD:?}\n      PGPASSWORD: ${POSTGRES_PASSWORD}\n      ADMIN_TOKEN:\n',
      },
      {
        language: 'compose',
        text: 'services:\n  db:\n    image: mysql:8.4\n    environment:\n      - MYSQL_ROOT_PASSWORD_FILE=/run/secrets/root\n      - MYSQL_ALLOW_EMPTY_PASSWORD=1\n      - MYSQL_RANDOM_ROOT_PASSWORD=yes\n      - MYSQL_PASSWORD\n',
      },
    ],
  },
  check: findings,
};

function* findings(document: DocumentModel): Generator<RuleFinding> {
  const images = imagesByContainer(document);
  for (const [id, container] of document.containers.entries()) {
    const image = images.get(id);
    let surroundings: Surroundings | undefined;
    for (const variable of container.variables) {
      if (secretName(variable.name) === undefined) continue;
      surroundings ??= surroundingsOf(container, image);
      const kind = judge(variable, container, surroundings);
      if (kind !== 'harmless') yield findingOf(document, container, image, variable, kind);
    }
  }
}

function judge(
  variable: VariableSetting,
  { kind: holder }: Container,
  surroundings: Surroundings,
): ValueKind {
  const { kind, name, literal } = variable;
  if (kind === 'arg' && holder === 'stage' && (literal ?? '') === '')
    return isSecretArgument(name) ? 'secret' : 'harmless';
  if (literal === undefined || findTokens(literal).length > 0) return 'harmless';
  return judgeValue(name, literal, surroundings);
}

/** Without a value to look at, `AUTH` alone may be a switch as well, and `SESSION_KEY` a name. */
function isSecretArgument(name: string): boolean {
  return secretName(name) !== 'perhaps' || (wordsOfName(name).length > 1 && !isKeyName(name));
}

function findingOf(
  document: DocumentModel,
  container: Container,
  image: ImageReference | undefined,
  variable: VariableSetting,
  kind: ValueKind,
): RuleFinding {
  const { span, name } = variable;
  const isLight = kind === 'placeholder' || container.reach === 'builder';
  const isBuildKit = container.kind === 'stage' && isBuildKitSecretName(name);
  const fixes =
    container.kind === 'stage'
      ? removal(variable)
      : composeFixes(document, container, image, variable);
  return {
    span,
    message: messageFor(container, variable, kind),
    ...(isLight ? { severity: 'information' as const } : {}),
    ...(fixes.length > 0 ? { fixes } : {}),
    ...(isBuildKit ? { buildCheck: 'SecretsUsedInArgOrEnv' } : {}),
  };
}

function messageFor(container: Container, variable: VariableSetting, value: ValueKind): string {
  const { kind, name } = variable;
  const mount = `\`RUN --mount=type=secret,id=${name.toLowerCase()},env=${name}\``;
  const place =
    container.reach === 'builder'
      ? 'in the cache of the build'
      : 'in the history of the image, for everyone who can pull it';
  if (kind === 'arg')
    return `Build argument \`${name}\` is named like a secret: what it is given stays ${place}. Hand it to the step that needs it with ${mount}.`;
  if (container.kind === 'stage')
    return `\`${name}\` is named like a secret: its value stays ${place}. Set it when the container starts, or use ${mount} for a build step.`;

  const owner = `\`${name}\` of ${describe(container).replace(/^S/, 's')}`;
  const required = `\`\${${requiredVariable(variable)}:?}\``;
  if (value === 'placeholder')
    return `${owner} has a placeholder for its value, which works as the real one wherever nobody replaces it. Write ${required}, so that it must be set.`;
  if (kind === 'build-arg')
    return `${owner} stands in this file, and as a build argument in the history of the image. Use \`build.secrets\`, and change the secret if it was published.`;
  return `${owner} stands in this file, so everyone who can read the repository knows it. Take it from the environment with ${required} or from \`secrets\`, and change it if it was published.`;
}

function removal({ name, removal: span }: VariableSetting): readonly Fix[] {
  if (span === undefined) return [];
  return [{ title: `Remove \`${name}\``, isSafe: false, edits: [{ span, newText: '' }] }];
}

function composeFixes(
  document: DocumentModel,
  container: Container,
  image: ImageReference | undefined,
  variable: VariableSetting,
): readonly Fix[] {
  const { name, kind } = variable;
  const required = requireEdit(document, variable);
  const stored =
    kind === 'env' ? secretStoreEdits(document, container, image, variable) : undefined;
  const fixes: Fix[] = [];
  if (required !== undefined)
    fixes.push({
      title: `Take it from the environment: \`\${${requiredVariable(variable)}:?}\``,
      isSafe: false,
      edits: [required],
    });
  if (stored !== undefined)
    fixes.push({
      title: `Read \`${name}\` from a Compose secret`,
      isSafe: false,
      edits: stored,
    });
  return fixes;
}

/** The image that each stage or service is made from, where it is known. */
function imagesByContainer({ images }: DocumentModel): ReadonlyMap<number, ImageReference> {
  const found = new Map<number, ImageReference>();
  for (const { role, container, image } of images)
    if (container !== undefined && (role === 'base' || role === 'service'))
      if (image.kind === 'reference') found.set(container, image.reference);
  return found;
}

function surroundingsOf(
  { name, variables }: Container,
  image: ImageReference | undefined,
): Surroundings {
  const names = [name, image?.repository.split('/').at(-1)];
  for (const variable of variables)
    if (/^(?:user|username|db|database|login)$/.test(wordsOfName(variable.name).at(-1) ?? ''))
      names.push(variable.known);
  return {
    knownNames: new Set(names.flatMap((each) => (each ? [each.toLowerCase()] : []))),
  };
}
