import { describe, expect, it } from 'vitest';
import { imagePage } from '../../server/src/analysis/image-page.ts';
import { hiddenValue } from '../../server/src/analysis/shown-values.ts';
import { sha256 } from '../support/fake-registry.ts';
import { details, layer } from './images.ts';

describe('the page of an image', () => {
  it('has all that is known, in columns and in a fixed order', () => {
    const page = imagePage(
      details({
        created: Date.UTC(2026, 10, 20, 8, 12, 59),
        layers: [layer('base', 29_800_000), layer('app', 1500)],
        annotations: { 'org.opencontainers.image.base.name': 'debian:trixie-slim' },
        user: 'app',
        workingDirectory: '/srv',
        entrypoint: ['docker-entrypoint.sh'],
        command: ['python3', '-m', 'http.server'],
        exposedPorts: ['8080/tcp', '80/tcp'],
        environment: ['PYTHON_VERSION=3.14.1', 'PATH=/usr/bin'],
        labels: new Map([
          ['maintainer', 'me'],
          ['org.opencontainers.image.revision', 'abc'],
        ]),
      }),
      [
        { name: 'zlib', version: '1.3' },
        { name: 'curl', version: '8.9.1' },
      ],
    );
    expect(page).toBe(`Image
  Platform         linux/amd64
  Built            2026-11-20 08:12 UTC
  Compressed size  29.8 MB in 2 layers
  Manifest         ${sha256('manifest')}

Origin
  Source code  not told
  Revision     abc
  Version      not told
  Licence      not told
  Base image   debian:trixie-slim
  Base digest  not told

Start
  User               app
  Working directory  /srv
  Entry point        ["docker-entrypoint.sh"]
  Command            ["python3", "-m", "http.server"]
  Exposed ports      80/tcp, 8080/tcp

Environment
  PATH=/usr/bin
  PYTHON_VERSION=3.14.1

Labels
  org.opencontainers.image.revision=abc
  maintainer=me

Layers
    29.8 MB  ${sha256('base')}
     1.5 kB  ${sha256('app')}

Packages
  curl 8.9.1
  zlib 1.3
`);
  });

  it('has the same lines for the same facts, when nothing is told too', () => {
    const page = imagePage(details({ platform: undefined }));
    const names = page.split('\n').filter((line) => /^\w/.test(line));
    expect(names).toEqual([
      'Image',
      'Origin',
      'Start',
      'Environment',
      'Labels',
      'Layers',
      'Packages',
    ]);
    expect(page).toContain('User               not set, so root');
    expect(page).toContain('not known: no list of them could be read');
    expect(page).not.toContain('undefined');
  });

  it('does not show what may be secret', () => {
    const token = `ghp_${'aB3dE6gH9'.repeat(4)}`;
    const page = imagePage(
      details({
        environment: [
          'DB_PASSWORD=hunter2',
          'EMPTY_PASSWORD=',
          'DATABASE_URL=postgres://app:hunter2@db/app',
          `NOTE=${token}`,
        ],
        labels: new Map([['com.example.api_key', 'hunter2']]),
        command: ['serve', '--token=hunter2', '--password', 'hunter2', '--port', '80'],
      }),
    );
    expect(page).not.toContain('hunter2');
    expect(page).not.toContain(token);
    expect(page).toContain(`  DB_PASSWORD=${hiddenValue}\n`);
    expect(page).toContain('  EMPTY_PASSWORD=\n');
    expect(page).toContain(`  DATABASE_URL=postgres://app:${hiddenValue}@db/app\n`);
    expect(page).toContain(
      `["serve", "--token=${hiddenValue}", "--password", "${hiddenValue}", "--port", "80"]`,
    );
  });

  it('has no line and no colour that a stranger made', () => {
    const page = imagePage(
      details({
        user: 'app\nUser root',
        environment: ['A=\u001b[31mred\u202eder'],
        labels: new Map([['a\nb', 'c\r\nd']]),
        platform: { os: 'li\nnux', architecture: 'amd64' },
      }),
      [{ name: 'x\n', version: '\u0007' }],
    );
    expect(page.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(page.split('\n').length).toBe(imagePage(details(), []).split('\n').length);
  });

  it('bounds long texts and long lists, and tells what is left out', () => {
    const environment = Array.from(
      { length: 300 },
      (_, number) => `V${number}=${'x'.repeat(2000)}`,
    );
    const packages = Array.from({ length: 50_000 }, (_, number) => ({
      name: `package${number}`,
      version: '1',
    }));
    const page = imagePage(details({ environment }), packages);
    expect(page).toContain('\n  … and 100 more\n');
    expect(page).toContain('\n  … and 45000 more\n');
    expect(Math.max(...page.split('\n').map((line) => line.length))).toBeLessThan(600);
  });
});
