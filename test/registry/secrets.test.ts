import { inspect } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createCredentialHelper } from '../../server/src/registry/credentials/credential-helper.ts';
import {
  sendChallenge,
  sendIndex,
  sendJson,
  sendStatus,
  type ReceivedRequest,
  type Script,
} from '../support/fake-registry.ts';
import { createProgramFolder } from '../support/helper-programs.ts';
import { client, fakeRegistry, never, reference } from './setup.ts';
import { dockerConfig, entryOf, homeWith, podmanConfig, type Home } from './imagined-home.ts';

const username = 'marked-user-Zm9v';
const secret = 'marked "secret" \\n \u00e4/+&=%';
const token = ['marked', 'token', 'f3b1c2'].join('.');
const pair = Buffer.from(`${username}:${secret}`).toString('base64');

/** Everything that gives a secret away, however it is written. */
const marks: readonly string[] = [
  username,
  secret,
  JSON.stringify(secret).slice(1, -1),
  encodeURIComponent(secret),
  new URLSearchParams({ '': secret }).toString().slice(1),
  Buffer.from(secret).toString('base64'),
  token,
  pair,
];

const entry = entryOf(username, secret);

/** Where a user may keep credentials for a host, well or badly. */
const homes: Readonly<Record<string, (host: string) => Home>> = {
  'the editor': () => ({ askEditor: () => Promise.resolve({ username, password: secret }) }),
  'an editor that fails': () => ({
    askEditor: () => Promise.reject(new Error(`cannot decrypt ${secret}`)),
  }),
  'a variable': (host) => ({
    environment: { DOCKER_AUTH_CONFIG: JSON.stringify({ auths: { [host]: entry } }) },
  }),
  'a broken variable': (host) => ({
    environment: { DOCKER_AUTH_CONFIG: `{"auths":{"${host}":{"auth":"${pair}"` },
  }),
  'a password in a file': (host) => ({ files: { [dockerConfig]: { auths: { [host]: entry } } } }),
  'an identity token in a file': (host) => ({
    files: { [dockerConfig]: { auths: { [host]: { ...entry, identitytoken: secret } } } },
  }),
  'a registry token in a file': (host) => ({
    files: { [dockerConfig]: { auths: { [host]: { ...entry, registrytoken: token } } } },
  }),
  'a registry token that is none': (host) => ({
    files: { [dockerConfig]: { auths: { [host]: { registrytoken: `${token}\r\n${secret}` } } } },
  }),
  'a broken file': (host) => ({
    files: { [dockerConfig]: `{"auths":{"${host}":{"password":${secret}` },
  }),
  "podman's file": (host) => ({
    files: { [podmanConfig]: { auths: { [`${host}/team`]: entry } } },
  }),
};

/** Helpers that tell it, or something else with it in between. */
const helperScripts: Readonly<Record<string, string>> = {
  honest: 'cat "$0.json"',
  identity: 'cat "$0.json"',
  talkative: 'cat "$0.json" "$0.json" >&2; cat "$0.json"; exit 3',
  broken: 'cat "$0.json" "$0.json"',
  failing: 'echo "cannot open the store"; cat "$0.json"; exit 1',
};

/** What a registry with a Bearer challenge does once it got an `Authorization`, and its token server. */
function bearer(giveToken: Script, accept: Script = refuse): Script {
  return (request, response) => {
    if (request.path === '/token') giveToken(request, response);
    else if (request.headers.authorization === undefined)
      sendChallenge(response, `Bearer realm="${request.origin}/token",service="fake"`);
    else accept(request, response);
  };
}

const refuse: Script = ({ headers, origin }, response) => {
  const note = (headers.authorization ?? '').replaceAll('"', '');
  sendChallenge(response, `Bearer realm="${origin}/token",error="invalid_token",note="${note}"`);
};

/** Sends back whatever it got, as error pages do. */
function echo(status: number): Script {
  return ({ headers, body }, response) => {
    sendStatus(response, status, {}, `${headers.authorization ?? ''} ${body} ${token} ${secret}`);
  };
}

const hangUp: Script = (_, response) => {
  response.socket?.destroy();
};
const give: Script = (_, response) => {
  sendJson(response, { token, refresh_token: secret });
};

const servers: Readonly<Record<string, Script>> = {
  'a registry with passwords that accepts none': ({ headers }, response) => {
    sendStatus(
      response,
      401,
      { 'WWW-Authenticate': 'Basic realm="fake"' },
      headers.authorization ?? '',
    );
  },
  'a registry with passwords that hangs up': ({ headers }, response) => {
    if (headers.authorization === undefined) sendChallenge(response, 'Basic realm="fake"');
    else response.socket?.destroy();
  },
  'a registry that accepts no token': bearer(give),
  'a registry that fails with a token': bearer(give, echo(500)),
  'a registry that denies with a token': bearer(give, echo(403)),
  'a registry that hangs up on tokens': bearer(give, hangUp),
  'a registry that sends nonsense for a token': bearer(give, echo(200)),
  'a registry that redirects with a token': bearer(give, (_, response) => {
    sendStatus(response, 302, { Location: `http://127.0.0.1:1/?x=${token}` });
  }),
  'a token server with nonsense': bearer(echo(200)),
  'a token server with a token that is none': bearer((_, response) => {
    sendJson(response, { token: `${token}\r\nX: y` });
  }),
  'a token server that hangs up': bearer(hangUp),
  ...Object.fromEntries(
    [302, 400, 401, 403, 404, 405, 418, 429, 500, 503].map((status) => [
      `a token server with ${status}`,
      bearer(echo(status)),
    ]),
  ),
  'a registry that accepts': bearer(give, (_, response) => {
    sendIndex(response);
  }),
};

/** The home of a user whose `config.json` names one of the helpers above for the host. */
async function homeWithHelper(name: string, host: string): Promise<Home> {
  const folder = await createProgramFolder();
  onTestFinished(() => folder.close());
  const program = `docker-credential-${name}`;
  const user = name === 'identity' ? '<token>' : username;
  await folder.write(program, helperScripts[name] ?? 'exit 1');
  await folder.writeText(`${program}.json`, JSON.stringify({ Username: user, Secret: secret }));
  return {
    files: { [dockerConfig]: { credHelpers: { [host]: name } } },
    helper: createCredentialHelper({
      environment: { PATH: `${folder.path}:/usr/bin:/bin` },
      homeDirectory: '/',
      platform: process.platform,
    }),
  };
}

/** All that comes out of two tries to resolve an image: log, answers, exceptions. */
async function outputOf(home: Home, host: string): Promise<string> {
  const out: unknown[] = [];
  const { keychain } = homeWith(home);
  const asking = client({ keychain, log: (line) => out.push(line) });
  const image = reference(`${host}/team/app:1.0`);
  for (let attempt = 0; attempt < 2; attempt++)
    out.push(
      await asking.resolve(image, never).catch((cause: unknown) => inspect(cause, { depth: 9 })),
    );
  return out.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))).join('\n');
}

function expectNoMark(output: string): void {
  expect(output).toContain('credentials for');
  for (const mark of marks) expect(output).not.toContain(mark);
}

/** Whether a request shows the registry or its token server a secret. */
function isWithSecret({ headers, body }: ReceivedRequest): boolean {
  const sent = `${headers.authorization ?? ''} ${body}`;
  return marks.some((mark) => sent.includes(mark));
}

describe('no secret comes out', () => {
  it.each(Object.entries(servers))('with %s', async (_, script) => {
    const received: ReceivedRequest[] = [];
    for (const home of Object.values(homes)) {
      const registry = await fakeRegistry(script);
      expectNoMark(await outputOf(home(registry.host), registry.host));
      received.push(...registry.requests);
    }
    // Else there would have been nothing to keep.
    expect(received.some(isWithSecret)).toBe(true);
  });

  it.each(Object.keys(helperScripts))('of a helper that is %s', async (name) => {
    const registry = await fakeRegistry(bearer(echo(403)));
    expectNoMark(await outputOf(await homeWithHelper(name, registry.host), registry.host));
  });
});
