import type { Container, DocumentModel, VariableSetting } from '../model/document-model.ts';
import type { Script } from '../shell/script.ts';
import type { Span } from '../text/span.ts';
import type { DocumentedRule, Fix, RuleFinding } from './rule.ts';
import { canHoldBraces } from './secret-edits.ts';
import { wordsOfName } from './secret-names.ts';
import { findTokens } from './secret-tokens.ts';
import { isSampleCredential, urlCredentials, type UrlCredential } from './url-credentials.ts';

export const credentialInUrl: DocumentedRule = {
  id: 'credential-in-url',
  meta: {
    title: 'Password in a URL',
    checks:
      'A URL has a user and a password before its host, `scheme://user:password@host`, and the password stands in the file or is the default of a variable. Looked at are ENV, ARG, the words of RUN, CMD, ENTRYPOINT and HEALTHCHECK and the sources and here-documents of ADD and COPY in Dockerfiles, and `environment`, `build.args`, `build.context`, `command`, `entrypoint`, health checks and hooks in Compose files. A placeholder such as `user:password@`, or the name of the user as password, is information.',
    ignores: [
      'A password that is a variable: `https://x-access-token:${TOKEN}@host`, also as the user of `https://${TOKEN}:x-oauth-basic@host`.',
      'A user without a password: `ssh://git@host`, `redis://default:@host`.',
      'Tokens that can be told by their form: `secret-literal` reports those.',
    ],
    why: 'URLs are printed: by the tool that fails to reach them, in logs of builds, in the list of processes, in error reports. In a Dockerfile the URL is also in the history of the image, in a Compose file everyone with the repository has it.',
    remedy:
      'Let a variable without a default give the password, `${DB_PASSWORD:?}`, or hand the whole URL in as a secret. For downloads use `RUN --mount=type=secret` with a `.netrc`. Change a password that was published.',
    topic: 'secret',
    languages: ['dockerfile', 'compose'],
    severity: 'warning',
    profile: 'recommended',
    isSettledByPin: false,
    fix: {
      safety: 'unsafe',
      what: 'In a Compose file the password becomes a variable that must be set: `${DATABASE_PASSWORD:?}`.',
      caution: 'Compose stops with an error until the variable is set, in `.env` for example.',
    },
    suppressWhen: 'The service is thrown away after the tests, and nothing else can reach it.',
    sampleReason: 'throw-away broker of the tests',
    limitations: [
      'A password with a `/`, `?` or `#` that is not percent-encoded ends the host for every reader of URLs, and for this rule.',
      'Passwords in the query of a URL are not looked for.',
    ],
    equivalents: [{ tool: 'compose-lint', id: 'CL-0021', isExact: true }],
    since: '0.2.0',
    references: [
      {
        title: 'RFC 3986, section 7.5: sensitive information',
        url: 'https://www.rfc-editor.org/rfc/rfc3986#section-7.5',
      },
      {
        title: 'Compose file reference: interpolation',
        url: 'https://docs.docker.com/reference/compose-file/interpolation/',
      },
    ],
    examples: [
      {
        language: 'dockerfile',
        text: 'FROM alpine:3.22\nRUN git clone https://«deploy:kT7vRw2q»@git.example.org/app.git\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM python:3.13-slim\nENV PIP_INDEX_URL=https://«ci:kT7vRw2q»@pypi.example.org/simple\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM alpine:3.22\nADD https://«ci:kT7vRw2q»@files.example.org/app.tar.gz /opt/\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM python:3.13-slim\nCOPY <<EOF /etc/pip.conf\n[global]\nindex-url = https://«ci:kT7vRw2q»@pypi.example.org/simple\nEOF\n',
      },
      {
        language: 'compose',
        text: 'services:\n  api:\n    build: https://«ci:kT7vRw2q»@git.example.org/api.git\n',
      },
      {
        language: 'compose',
        text: 'services:\n  api:\n    image: team/api:1.4\n    environment:\n      DATABASE_URL: postgres://«app:kT7vRw2q»@db:5432/app\n',
        fixed:
          'services:\n  api:\n    image: team/api:1.4\n    environment:\n      DATABASE_URL: postgres://app:${DATABASE_PASSWORD:?}@db:5432/app\n',
      },
      {
        language: 'compose',
        text: 'services:\n  api:\n    image: team/api:1.4\n    environment:\n      - "BROKER=amqp://«guest:guest»@queue"\n',
        fixed:
          'services:\n  api:\n    image: team/api:1.4\n    environment:\n      - "BROKER=amqp://guest:${BROKER_PASSWORD:?}@queue"\n',
        note: 'The name of the user as password is information.',
      },
      {
        language: 'compose',
        text: 'services:\n  worker:\n    image: team/api:1.4\n    command: worker --broker redis://«:kT7vRw2q»@cache:6379/0\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM alpine:3.22\nRUN --mount=type=secret,id=token,env=TOKEN git clone "https://x-access-token:${TOKEN}@git.example.org/app.git"\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM alpine:3.22\nRUN git config --global url."https://${TOKEN}:x-oauth-basic@git.example.org/".insteadOf "https://git.example.org/"\nRUN git clone ssh://git@git.example.org:2222/app.git && curl -f http://localhost:8080/a@b\n',
      },
      {
        language: 'compose',
        text: 'services:\n  api:\n    image: team/api:1.4\n    environment:\n      DATABASE_URL: postgres://app:${DB_PASSWORD:?}@db:5432/app\n      CACHE_URL: redis://default:@cache:6379\n',
      },
    ],
  },
  check: findings,
};

/** A stretch of the document that can hold a URL, and the variable that it is the value of. */
interface Place {
  readonly span: Span;
  readonly variable: VariableSetting | undefined;
}

function* findings(document: DocumentModel): Generator<RuleFinding> {
  // Few files have such a URL anywhere, and looking at each word of all others takes long.
  if (urlCredentials(document.text).next().done === true) return;
  for (const container of document.containers)
    for (const place of places(document, container)) {
      const text = document.text.slice(place.span.start, place.span.end);
      for (const credential of urlCredentials(text))
        if (findTokens(text.slice(credential.span.start, credential.span.end)).length === 0)
          yield findingOf(document, container, place, credential);
    }
}

function* places(
  { text }: DocumentModel,
  { variables, runs, startup, transfers, build }: Container,
): Generator<Place> {
  for (const variable of variables)
    if (variable.valueSpan !== undefined) yield { span: variable.valueSpan, variable };
  for (const { script } of [...runs, ...startup])
    for (const span of wordsOf(script)) yield { span, variable: undefined };
  for (const { sources } of transfers)
    for (const { kind, span } of sources) if (kind !== 'path') yield { span, variable: undefined };
  if (build?.context?.includes('@') === true) {
    const start = text.indexOf(build.context, build.span.start);
    if (start >= 0)
      yield { span: { start, end: start + build.context.length }, variable: undefined };
  }
}

/** The words of a script; those of nested scripts are parts of them, and found with them. */
function* wordsOf({ pipelines }: Script): Generator<Span> {
  for (const { commands } of pipelines)
    for (const { assignments, words, redirections } of commands) {
      for (const { span } of assignments) yield span;
      for (const { span } of words) yield span;
      for (const { target } of redirections) yield target.span;
    }
}

function findingOf(
  document: DocumentModel,
  container: Container,
  { span: place, variable }: Place,
  credential: UrlCredential,
): RuleFinding {
  const span = moved(credential.span, place.start);
  const isLight = isSampleCredential(credential) || container.reach === 'builder';
  const fix =
    container.kind === 'service' &&
    variable &&
    requirePassword(document, place, variable, credential);
  return {
    span,
    message: messageFor(container, variable),
    ...(isLight ? { severity: 'information' as const } : {}),
    ...(fix ? { fixes: [fix] } : {}),
  };
}

function messageFor({ kind, reach }: Container, variable: VariableSetting | undefined): string {
  const where = variable === undefined ? 'This URL' : `The URL in \`${variable.name}\``;
  const place = reach === 'builder' ? 'cache of the build' : 'history of the image';
  const runTime = variable?.kind === 'env' ? ' or set it when the container starts,' : '';
  return kind === 'stage'
    ? `${where} has a password: it stays in the ${place} and shows up in logs. Hand it to the step that needs it with \`RUN --mount=type=secret\`,${runTime} and change it if it was published.`
    : `${where} has a password: everyone who can read the repository knows it, and it shows up in logs. Let a variable without a default give it, and change it if it was published.`;
}

function requirePassword(
  document: DocumentModel,
  place: Span,
  { name, valueSpan }: VariableSetting,
  { password, variable }: UrlCredential,
): Fix | undefined {
  if (valueSpan === undefined || !canHoldBraces(document, valueSpan)) return undefined;
  const required = variable ?? passwordVariable(name);
  return {
    title: `Take the password from \`${required}\``,
    isSafe: false,
    edits: [{ span: moved(password, place.start), newText: `\${${required}:?}` }],
  };
}

/** `DATABASE_URL` → `DATABASE_PASSWORD`. */
function passwordVariable(name: string): string {
  const words = wordsOfName(name);
  const isAddress = /^(?:url|uri|dsn|address|endpoint|connection)$/.test(words.at(-1) ?? '');
  return [...(isAddress ? words.slice(0, -1) : words), 'password'].join('_').toUpperCase();
}

function moved({ start, end }: Span, offset: number): Span {
  return { start: start + offset, end: end + offset };
}
