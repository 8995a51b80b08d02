import { createSampleImage } from '../../scripts/start/sample-images.ts';
import { alice, domain, openOffice, type Office, type TokenRegistry } from './office.ts';
import { push, type PushTarget } from './push.ts';
import type { RealRegistry } from './real-registry.ts';
import { createUser, type User } from './user-home.ts';

/** One way in which a registry can be hard to reach, and an image that is there. */
export interface RealMode {
  readonly name: string;
  /** The image as a file names it. */
  readonly image: string;
  /** What was pushed. */
  readonly digest: string;
  /** Whether the only way to the registry leads through the proxy. */
  readonly isProxied: boolean;
  /** What the registry that holds the image was asked for it, after its own log. */
  requests(): readonly string[];
  /** How skopeo gets at the same image. */
  readonly skopeo: readonly string[];
}

/** All modes, and a user who has set up everything that they need. */
export interface RealModes {
  readonly modes: readonly RealMode[];
  readonly office: Office;
  readonly user: User;
  /** The user's variables, those for the proxy and for the office's authority among them. */
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Where an image is put, how it is named from outside, and who has it. */
interface Place {
  readonly name: string;
  readonly repository: string;
  /** The registry's part of the image's name; none for Docker Hub. */
  readonly host?: string;
  readonly holder: RealRegistry;
  readonly pushTo: PushTarget;
  /** Where skopeo asks, if elsewhere, and its options. */
  readonly skopeoHost?: string;
  readonly skopeo: readonly string[];
}

const plain = ['--tls-verify=false'];
const signedIn = ['--creds', `${alice.username}:${alice.password}`];
const basic = `Basic ${Buffer.from(`${alice.username}:${alice.password}`).toString('base64')}`;

/** Starts all registries, pushes an image to each and sets the user up, in about three seconds. */
export async function startRealModes(): Promise<RealModes> {
  const office = await openOffice();
  try {
    const user = await createUser();
    const certificate = await user.write('office.pem', office.authority);
    await setUp(user, office);
    const modes: RealMode[] = [];
    for (const place of placesOf(office, user)) modes.push(await fill(place));
    return {
      modes,
      office,
      user,
      environment: {
        ...user.environment,
        HTTPS_PROXY: office.proxyUrl,
        NODE_EXTRA_CA_CERTS: certificate,
      },
      async close() {
        await user.close();
        await office.close();
      },
    };
  } catch (cause) {
    await office.close();
    throw cause;
  }
}

async function setUp(user: User, office: Office): Promise<void> {
  const { authority, employee } = office;
  await user.signIn([office.password.host, `password.${domain}`, `tokens.${domain}`], alice);
  await user.signInWithHelper(office.tokens.front.host, alice);
  const badge = { 'client.cert': employee.certificate, 'client.key': employee.key };
  await user.addCertificates(office.secure.host, { 'ca.crt': authority });
  await user.addCertificates(office.badge.host, { 'ca.crt': authority, ...badge });
  await user.addCertificates(`badge.${domain}`, { 'ca.crt': authority, ...badge });
  await user.setMirrors([
    { registry: 'docker.io', mirror: office.mirror.host, insecure: true },
    { registry: 'quay.io', mirror: `mirror.${domain}`, insecure: false },
  ]);
}

function placesOf(office: Office, user: User): readonly Place[] {
  const tls = { ca: office.authority };
  const badge = { ...tls, cert: office.employee.certificate, key: office.employee.key };
  const trusting = ['--cert-dir', user.certificatesOf(office.secure.host)];
  const badged = ['--cert-dir', user.certificatesOf(office.badge.host)];
  const signed = (repository: string, { front, registry }: TokenRegistry): PushTarget => ({
    url: registry.url,
    authorization: `Bearer ${front.userToken(repository)}`,
  });
  const { open, password, tokens, mirror, secure, securePassword, secureTokens } = office;

  return [
    {
      name: 'anonymous',
      repository: 'library/first',
      host: open.host,
      holder: open,
      pushTo: open,
      skopeo: plain,
    },
    {
      name: 'a password in config.json',
      repository: 'team/second',
      host: password.host,
      holder: password,
      pushTo: { url: password.url, authorization: basic },
      skopeo: [...plain, ...signedIn],
    },
    {
      name: 'tokens, with a password from a credential helper',
      repository: 'team/third',
      host: tokens.front.host,
      holder: tokens.registry,
      pushTo: signed('team/third', tokens),
      skopeo: [...plain, ...signedIn],
    },
    {
      name: 'TLS with a private authority',
      repository: 'team/fourth',
      host: secure.host,
      holder: secure,
      pushTo: { url: secure.url, tls },
      skopeo: trusting,
    },
    {
      name: 'a pull-through mirror of Docker Hub',
      repository: 'library/fifth',
      holder: mirror,
      pushTo: open,
      skopeoHost: mirror.host,
      skopeo: plain,
    },
    {
      name: 'a client certificate',
      repository: 'team/sixth',
      host: office.badge.host,
      holder: office.badge,
      pushTo: { url: office.badge.url, tls: badge },
      skopeo: badged,
    },
    {
      name: 'anonymous, through the proxy',
      repository: 'team/seventh',
      host: `open.${domain}`,
      holder: secure,
      pushTo: { url: secure.url, tls },
      skopeo: trusting,
    },
    {
      name: 'a password in config.json, through the proxy',
      repository: 'team/eighth',
      host: `password.${domain}`,
      holder: securePassword,
      pushTo: { url: securePassword.url, authorization: basic, tls },
      skopeo: [...trusting, ...signedIn],
    },
    {
      name: 'tokens, through the proxy',
      repository: 'team/ninth',
      host: `tokens.${domain}`,
      holder: secureTokens.registry,
      pushTo: signed('team/ninth', secureTokens),
      skopeo: [...trusting, ...signedIn],
    },
    {
      name: 'a pull-through mirror of quay.io, through the proxy',
      repository: 'team/tenth',
      host: 'quay.io',
      holder: office.secureMirror,
      pushTo: open,
      skopeoHost: `mirror.${domain}`,
      skopeo: trusting,
    },
    {
      name: 'a client certificate, through the proxy',
      repository: 'team/eleventh',
      host: `badge.${domain}`,
      holder: office.badge,
      pushTo: { url: office.badge.url, tls: badge },
      skopeo: badged,
    },
  ];
}

async function fill(place: Place): Promise<RealMode> {
  const { name, repository, host, holder, pushTo, skopeoHost = host, skopeo } = place;
  const image = createSampleImage(repository, '1.0');
  await push(image, pushTo);
  const path = `${repository}:${image.tag}`;
  return {
    name,
    image: host === undefined ? path.replace(/^library\//, '') : `${host}/${path}`,
    digest: image.root.digest,
    isProxied: name.endsWith('through the proxy'),
    requests: () => requestsFor(holder, repository),
    skopeo: [...skopeo, `docker://${skopeoHost ?? ''}/${path}`],
  };
}

/** Requests to read; what pushed the image is left out. */
function requestsFor(registry: RealRegistry, repository: string): readonly string[] {
  return registry
    .requests()
    .filter((line) => /^(?:HEAD|GET) /.test(line) && line.includes(`/v2/${repository}/`));
}
