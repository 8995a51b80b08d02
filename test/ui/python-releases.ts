import { releaseOf, type Release } from '../support/releases.ts';

const debian = `Debian trixie ${'.'.repeat(48_000)}`;
const tools = `compilers and headers ${'.'.repeat(180_000)}`;
const source = { 'org.opencontainers.image.source': 'https://github.com/example/python' };
const path = 'PYTHON_SHA256=of-the-sources';

/** Made-up releases with the names of real ones, whose layers have sizes in a likely proportion. */
export const pythonReleases = {
  old: releaseOf({
    version: '3.14.0-trixie',
    created: '2026-10-08T09:30:00Z',
    layers: [debian, tools, 'python 3.14.0'],
    user: 'python',
    environment: ['LANG=C.UTF-8', 'PYTHON_VERSION=3.14.0', path],
    labels: { ...source, 'org.opencontainers.image.revision': '4f1c2d7' },
    packages: ['libc6 2.41-12', 'openssl 3.5.1-1', 'sqlite3 3.46.1-7', 'zlib1g 1.3.1-2'],
  }),
  current: releaseOf({
    version: '3.14.1-trixie',
    created: '2026-11-18T10:15:00Z',
    layers: [debian, tools, 'python 3.14.1'],
    environment: ['LANG=C.UTF-8', 'PYTHON_VERSION=3.14.1', path],
    ports: ['8000/tcp'],
    labels: { ...source, 'org.opencontainers.image.revision': '9be03aa' },
    packages: ['libc6 2.41-12', 'openssl 3.5.4-1', 'sqlite3 3.46.1-7', 'zlib1g 1.3.1-2'],
  }),
  slim: releaseOf({
    version: '3.14.1-slim-trixie',
    created: '2026-11-18T10:20:00Z',
    layers: [debian, 'python 3.14.1'],
  }),
  alpine: releaseOf({
    version: '3.14.1-alpine',
    created: '2026-11-18T10:25:00Z',
    layers: [`Alpine ${'.'.repeat(17_000)}`, 'python 3.14.1'],
  }),
  preview: releaseOf({
    version: '3.15.0a2',
    created: '2026-11-10T10:25:00Z',
    layers: [debian, tools, 'python 3.15.0a2'],
  }),
} satisfies Readonly<Record<string, Release>>;
