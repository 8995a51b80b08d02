import type { OptionGrammar } from '../shell/options.ts';
import { curlSyntax } from './downloads.ts';

/**
 * How commands are told not to verify whom they talk to, or what they get. Patterns are of single words
 * as the command gets them.
 */
export interface UnverifiedArgument {
  /** The names of the commands, without versions: `pip` is `pip3.14` too. */
  readonly commands: readonly string[];
  readonly subject: Subject;
  readonly form: ArgumentForm;
}

/** What goes unchecked: whom the server is, who signed the packages, or what the files are. */
export type Subject = 'certificate' | 'signature' | 'checksum';

export type ArgumentForm =
  /** One word that says it all. */
  | { readonly kind: 'word'; readonly word: RegExp }
  /** An option or key, and its value behind `=`, glued on or as the next word. */
  | { readonly kind: 'pair'; readonly option: RegExp; readonly value: RegExp }
  /** A letter that may stand among others behind `-`, where no option of the command takes it as its value. */
  | { readonly kind: 'letter'; readonly letter: string; readonly syntax: OptionGrammar };

const no = /^(?:false|0|no|off)$/i;
const yes = /^(?:true|1|yes|on)$/i;

const packageManagersOfRpm = [
  'dnf',
  'yum',
  'microdnf',
  'tdnf',
  'zypper',
  'yum-config-manager',
  'repoquery',
  'yumdownloader',
];
const nodePackageManagers = ['npm', 'npx', 'pnpm', 'pnpx', 'yarn', 'yarnpkg'];
const pythonPackageManagers = ['pip', 'pipx', 'python', 'pypy', 'uv', 'pipenv', 'easy_install'];
const aptTools = ['apt', 'apt-get', 'aptitude', 'apt-key', 'apt-cache'];

const unverifiedArguments: readonly UnverifiedArgument[] = [
  {
    commands: ['curl'],
    subject: 'certificate',
    form: { kind: 'letter', letter: 'k', syntax: curlSyntax },
  },
  {
    commands: ['curl'],
    subject: 'certificate',
    form: { kind: 'word', word: /^--(?:proxy-|doh-)?insecure$/ },
  },
  {
    commands: ['aria2c'],
    subject: 'certificate',
    form: { kind: 'pair', option: /^--check-certificate$/, value: no },
  },
  {
    commands: ['http', 'https'],
    subject: 'certificate',
    form: { kind: 'pair', option: /^--verify$/, value: no },
  },
  {
    commands: ['git'],
    subject: 'certificate',
    form: {
      kind: 'pair',
      option: /^(?:-c|--config)$/,
      value: /^http\.(?:.*\.)?sslverify=(?:false|0|no|off)$/i,
    },
  },
  {
    commands: ['git'],
    subject: 'certificate',
    form: { kind: 'pair', option: /^http\.(?:.*\.)?sslverify$/i, value: no },
  },
  {
    commands: nodePackageManagers,
    subject: 'certificate',
    form: { kind: 'pair', option: /^(?:--)?(?:strict-ssl|enableStrictSsl)$/, value: no },
  },
  {
    commands: nodePackageManagers,
    subject: 'certificate',
    form: { kind: 'word', word: /^--no-strict-ssl$/ },
  },
  {
    commands: pythonPackageManagers,
    subject: 'certificate',
    form: { kind: 'pair', option: /^--(?:trusted-host|allow-insecure-host)$/, value: /./ },
  },
  {
    commands: pythonPackageManagers,
    subject: 'certificate',
    form: { kind: 'pair', option: /^[a-z]+\.trusted-host$/, value: /./ },
  },
  {
    commands: ['conda', 'mamba', 'micromamba'],
    subject: 'certificate',
    form: { kind: 'pair', option: /^(?:--)?ssl[_-]verify$/, value: no },
  },
  {
    commands: ['conda', 'mamba'],
    subject: 'certificate',
    form: { kind: 'word', word: /^(?:-k|--insecure)$/ },
  },
  {
    commands: ['composer', 'composer.phar'],
    subject: 'certificate',
    form: { kind: 'pair', option: /^disable-tls$/, value: yes },
  },
  {
    commands: ['composer', 'composer.phar'],
    subject: 'certificate',
    form: { kind: 'pair', option: /^secure-http$/, value: no },
  },
  {
    commands: ['bundle', 'bundler'],
    subject: 'certificate',
    form: { kind: 'pair', option: /^ssl_verify_mode$/i, value: /^0$/ },
  },
  {
    commands: ['svn'],
    subject: 'certificate',
    form: { kind: 'word', word: /^--trust-server-cert$/ },
  },
  {
    commands: ['svn'],
    subject: 'certificate',
    form: { kind: 'pair', option: /^--trust-server-cert-failures$/, value: /./ },
  },
  { commands: ['go'], subject: 'certificate', form: { kind: 'word', word: /^--?insecure$/ } },
  {
    commands: ['mvn', 'mvnw', 'gradle', 'gradlew', 'java'],
    subject: 'certificate',
    form: { kind: 'word', word: /^-Dmaven\.wagon\.http\.ssl\.(?:insecure|allowall)=true$/ },
  },
  {
    commands: ['deno'],
    subject: 'certificate',
    form: { kind: 'word', word: /^--unsafely-ignore-certificate-errors/ },
  },
  {
    commands: ['vault'],
    subject: 'certificate',
    form: { kind: 'word', word: /^--?tls-skip-verify(?:=true)?$/ },
  },
  {
    commands: ['crane', 'oras', 'regctl', 'docker'],
    subject: 'certificate',
    form: { kind: 'word', word: /^--insecure(?:=true)?$/ },
  },
  {
    commands: aptTools,
    subject: 'signature',
    form: {
      kind: 'word',
      word: /^--(?:allow-unauthenticated|force-yes|allow-insecure-repositories)(?:=(?:true|yes|1))?$/,
    },
  },
  {
    commands: aptTools,
    subject: 'certificate',
    form: {
      kind: 'pair',
      option: /^(?:-o|--option)$/,
      value: /^Acquire::.*Verify-(?:Peer|Host)=(?:false|0|no|off)$/i,
    },
  },
  {
    commands: aptTools,
    subject: 'signature',
    form: {
      kind: 'pair',
      option: /^(?:-o|--option)$/,
      value:
        /^(?:APT::Get::(?:AllowUnauthenticated|force-yes)|Acquire::Allow(?:Weak|DowngradeToInsecure|Insecure)Repositories)=(?:true|1|yes|on)$/i,
    },
  },
  {
    commands: ['debootstrap', 'cdebootstrap', 'mmdebstrap'],
    subject: 'signature',
    form: { kind: 'word', word: /^--no-check-(?:gpg|sig)$/ },
  },
  { commands: ['apk'], subject: 'signature', form: { kind: 'word', word: /^--allow-untrusted$/ } },
  {
    commands: ['rpm', 'rpmkeys', 'rpmbuild'],
    subject: 'signature',
    form: { kind: 'word', word: /^--no(?:signature|digest|verify|gpg)$/ },
  },
  {
    commands: packageManagersOfRpm,
    subject: 'signature',
    form: {
      kind: 'word',
      word: /^--(?:nogpgcheck|no-?gpg-?checks?|no-gpgcheck|allow-unsigned-rpm)$/,
    },
  },
  {
    commands: packageManagersOfRpm,
    subject: 'signature',
    form: {
      kind: 'pair',
      option: /^--setopt$/,
      value: /^(?:.*\.)?(?:pkg_)?gpgcheck=(?:0|false|no|off)$/i,
    },
  },
  {
    commands: packageManagersOfRpm,
    subject: 'certificate',
    form: {
      kind: 'pair',
      option: /^--setopt$/,
      value: /^(?:.*\.)?sslverify=(?:0|false|no|off)$/i,
    },
  },
  {
    commands: ['choco', 'chocolatey'],
    subject: 'checksum',
    form: { kind: 'word', word: /^--(?:ignore-checksums?|allow-empty-checksums?(?:-secure)?)$/i },
  },
];

/** Options that mean it whichever command has them. */
const unverifiedAnywhere: readonly UnverifiedArgument[] = [
  {
    commands: [],
    subject: 'certificate',
    form: {
      kind: 'word',
      word: /^-(?:-no-check-certificates?|-insecure-skip-tls-verify(?:=true)?|-no-verify-ssl|-(?:(?:src|dest)-)?tls-verify=(?:false|0)|skipcertificatecheck(?::\$true)?)$/i,
    },
  },
];

const byCommand: ReadonlyMap<string, readonly UnverifiedArgument[]> = new Map(
  [...new Set(unverifiedArguments.flatMap(({ commands }) => commands))].map((name) => [
    name,
    [
      ...unverifiedArguments.filter(({ commands }) => commands.includes(name)),
      ...unverifiedAnywhere,
    ],
  ]),
);

/** The arguments to look for in a command of that name. */
export function unverifiedArgumentsOf(name: string): readonly UnverifiedArgument[] {
  return byCommand.get(name.replace(/[\d.-]+$/, '')) ?? byCommand.get(name) ?? unverifiedAnywhere;
}
