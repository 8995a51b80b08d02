import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

describe('npm start', { timeout: 60_000 }, () => {
  let output = '';
  beforeAll(async () => {
    const { stdout } = await promisify(execFile)(
      'node_modules/.bin/tsx',
      ['scripts/start/main.ts'],
      {
        cwd: root,
      },
    );
    output = stdout;
  }, 60_000);

  it('prints the diagnostics of both examples with their place and their rule', () => {
    expect(output).toContain('examples/Dockerfile:17:13 warning image-latest-tag');
    expect(output).toContain('examples/compose.yaml:42:5 error privileged-container');
    expect(output).toMatch(/\n +\| +~+\n/);
  });

  it('prints a diff that only adds digests', () => {
    const lines = output.split('\n');
    const removed = lines.filter((line) => /^-[^-]/.test(line)).map((line) => line.slice(1));
    const added = lines.filter((line) => /^\+[^+]/.test(line)).map((line) => line.slice(1));
    expect(removed.length).toBeGreaterThanOrEqual(9);
    expect(added.map((line) => line.replace(/@sha256:[0-9a-f]{64}/, ''))).toEqual(removed);
    expect(new Set(added.map((line) => /@sha256:([0-9a-f]{64})/.exec(line)?.[1])).size).toBe(
      added.length,
    );
  });

  it('asks for each image once, and for nothing else', () => {
    const requests = output.split('\n').filter((line) => /^ {2}(?:HEAD|GET) /.test(line));
    expect(new Set(requests).size).toBe(requests.length);
    expect(requests.every((line) => /^ {2}HEAD \/v2\/.+\/manifests\/[^/]+$/.test(line))).toBe(true);
  });

  it('leaves the examples as they are', () => {
    expect(readFileSync(`${root}examples/Dockerfile`, 'utf8')).not.toContain('@sha256:');
  });
});
