import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { provideCosign } from '../../test/support/cosign.ts';
import { provideGoRegistry } from '../../test/support/go-registry.ts';
import { missingTools } from '../../test/support/tools.ts';
import { ensureVscodeServer } from '../vscode/install.ts';

/** A program that only some suites need, and the Debian package that brings it. */
interface Tool {
  readonly program: string;
  readonly debianPackage: string;
}

const tools: readonly Tool[] = [
  { program: 'docker-registry', debianPackage: 'docker-registry' },
  { program: 'skopeo', debianPackage: 'skopeo' },
  { program: 'htpasswd', debianPackage: 'apache2-utils' },
  { program: 'tinyproxy', debianPackage: 'tinyproxy' },
  { program: 'docker-credential-pass', debianPackage: 'golang-docker-credential-helpers' },
  { program: 'pass', debianPackage: 'pass' },
  { program: 'gpg', debianPackage: 'gnupg' },
  { program: 'notary-server', debianPackage: 'notary' },
  { program: 'chromium', debianPackage: 'chromium' },
  { program: 'nvim', debianPackage: 'neovim' },
];

/** Without a font the screenshots would show boxes for letters. */
const font = {
  file: '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf',
  debianPackage: 'fonts-dejavu-core',
};

/** Provides what the tests use beyond npm's packages, or says what is missing and how to get it. */
export async function provideTools(): Promise<void> {
  installPackages();
  for (const provided of [provideGoRegistry(), provideCosign()])
    if ('missing' in provided)
      console.log(`Extra tests will be left out: ${provided.missing} is missing.\n`);
  try {
    await ensureVscodeServer();
  } catch (error) {
    console.log(`There is no VS Code server to test in: ${String(error)}\n`);
  }
}

/** Installs Debian packages where that can be done without asking: as root on Debian. */
function installPackages(): void {
  const packages = missingPackages();
  if (packages.length === 0) return;
  const isDebian = existsSync('/etc/debian_version');
  if (!isDebian || process.getuid?.() !== 0) {
    console.log(
      `Some suites need more than npm brings and will be skipped: ${packages.join(', ')}.\nOn Debian: sudo apt-get install ${packages.join(' ')}\n`,
    );
    return;
  }
  console.log(`Installing ${packages.join(', ')} …`);
  const apt = (...words: readonly string[]): boolean =>
    spawnSync('apt-get', words, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    }).status === 0;
  const isInstalled = apt('update', '-qq') && apt('install', '-y', '-qq', ...packages);
  console.log(
    isInstalled
      ? 'Installed.\n'
      : `apt-get failed; still missing: ${missingPackages().join(', ')}.\n`,
  );
}

function missingPackages(): readonly string[] {
  const missing = new Set(missingTools(tools.map(({ program }) => program)));
  const packages = tools
    .filter(({ program }) => missing.has(program))
    .map(({ debianPackage }) => debianPackage);
  const needsFont = process.platform === 'linux' && !existsSync(font.file);
  return needsFont ? [...packages, font.debianPackage] : packages;
}
