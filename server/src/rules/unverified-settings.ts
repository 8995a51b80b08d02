import type { Subject } from './unverified-arguments.ts';

/** Environment variables that turn verification off, with the values that do. */
export interface UnverifiedVariable {
  readonly name: RegExp;
  readonly value: RegExp;
  readonly subject: Subject;
}

const no = /^(?:false|0|no|off)$/i;
const yes = /^(?:true|1|yes|on)$/i;

export const unverifiedVariables: readonly UnverifiedVariable[] = [
  // Git asks only whether the variable is there.
  { name: /^GIT_SSL_NO_VERIFY$/, value: /^/, subject: 'certificate' },
  { name: /^NODE_TLS_REJECT_UNAUTHORIZED$/, value: /^0$/, subject: 'certificate' },
  { name: /^PYTHONHTTPSVERIFY$/, value: /^0$/, subject: 'certificate' },
  {
    name: /^(?:npm_config|pnpm_config|yarn|yarn_enable)_strict_ssl$/i,
    value: no,
    subject: 'certificate',
  },
  { name: /^(?:PIP_TRUSTED_HOST|UV_INSECURE_HOST)$/, value: /./, subject: 'certificate' },
  { name: /^(?:CONDA|MAMBA)_SSL_VERIFY$/, value: no, subject: 'certificate' },
  { name: /^PERL_LWP_SSL_VERIFY_HOSTNAME$/, value: /^0$/, subject: 'certificate' },
  { name: /^BUNDLE_SSL_VERIFY_MODE$/, value: /^0$/, subject: 'certificate' },
  { name: /^(?:CURL_CA_BUNDLE|REQUESTS_CA_BUNDLE)$/, value: /^$/, subject: 'certificate' },
  { name: /^VAULT_SKIP_VERIFY$/, value: yes, subject: 'certificate' },
  {
    name: /^AZURE_CLI_DISABLE_CONNECTION_VERIFICATION$/,
    value: yes,
    subject: 'certificate',
  },
  { name: /^GOINSECURE$/, value: /./, subject: 'certificate' },
  { name: /^GOFLAGS$/, value: /(?:^|\s)--?insecure(?:\s|$)/, subject: 'certificate' },
  { name: /^GOSUMDB$/, value: /^off$/, subject: 'checksum' },
  { name: /^GONOSUMDB$/, value: /^\*$/, subject: 'checksum' },
  {
    name: /^(?:MAVEN_OPTS|MAVEN_ARGS|JAVA_TOOL_OPTIONS|JAVA_OPTS)$/,
    value: /-Dmaven\.wagon\.http\.ssl\.(?:insecure|allowall)=true/,
    subject: 'certificate',
  },
];

/** Lines of configuration files that turn verification off. */
export interface UnverifiedLine {
  /** Its group, where it has one, is an address that does no harm when it is of this machine. */
  readonly line: RegExp;
  /** The files where the line means that; any file when the line is plain enough by itself. */
  readonly file?: RegExp;
  readonly subject: Subject;
}

export const unverifiedLines: readonly UnverifiedLine[] = [
  { line: /\bGIT_SSL_NO_VERIFY=[^\s"']*/, subject: 'certificate' },
  { line: /\bNODE_TLS_REJECT_UNAUTHORIZED=["']?0\b/, subject: 'certificate' },
  { line: /\bPYTHONHTTPSVERIFY=["']?0\b/, subject: 'certificate' },
  { line: /^\s*(?:-k|(?:--)?insecure)\b/, file: /[._]curlrc$/, subject: 'certificate' },
  { line: /\bcheck[_-]certificate\s*=\s*off\b/i, file: /wgetrc$/, subject: 'certificate' },
  { line: /\bstrict-ssl(?:\s*=\s*|\s+)false\b/, subject: 'certificate' },
  { line: /\benableStrictSsl:\s*false\b/, subject: 'certificate' },
  { line: /\btrusted-host\s*=\s*([^\s"']+)/, subject: 'certificate' },
  { line: /\bsslverify\s*=\s*(?:0|false|no|off)\b/i, subject: 'certificate' },
  { line: /\bssl_verify:\s*(?:false|no|off)\b/i, subject: 'certificate' },
  { line: /:ssl_verify_mode:\s*0\b/, subject: 'certificate' },
  { line: /"disable-tls"\s*:\s*true\b/, subject: 'certificate' },
  { line: /"secure-http"\s*:\s*false\b/, subject: 'certificate' },
  { line: /\bVerify-(?:Peer|Host)\s*"?(?:false|0|no|off)\b/i, subject: 'certificate' },
  { line: /(?<![\w-])(?:pkg_)?gpgcheck\s*=\s*(?:0|false|no|off)\b/i, subject: 'signature' },
  // A repository of local files is what this build made itself.
  {
    line: /\[[^[\]]*\btrusted=yes\b[^[\]]*\](?!\s*(?:file|copy|cdrom):)/i,
    subject: 'signature',
  },
  { line: /^\s*Trusted:\s*yes\b/i, subject: 'signature' },
  {
    line: /\bAllow(?:Unauthenticated|InsecureRepositories|DowngradeToInsecureRepositories|WeakRepositories)\s*"?(?:true|1|yes|on)\b/i,
    subject: 'signature',
  },
  { line: /\bSigLevel\s*=\s*Never\b/, subject: 'signature' },
];
