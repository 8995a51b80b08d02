import { describe, expect, it } from 'vitest';
import { registryError } from '../../server/src/registry/errors.ts';
import { fail, ok } from '../../server/src/text/result.ts';
import { details, layer } from '../analysis/images.ts';
import { amd64, index, inspect, registryWith, report } from '../support/inspecting.ts';
import { partialRegistry } from '../support/registries.ts';

describe('what seaworthy inspect cannot tell', () => {
  it.each([
    ['', /is empty/],
    ['team/App:1', /at character 1, `team\/App` has upper-case letters.*Write `team\/app`\./],
    ['python:', /at character 8, `` is not a tag/],
    ['python:3.14@sha256:abc', /at character 12, `@sha256:abc` is not a digest/],
    ['-x.example.com/app', /at character 1, `-x\.example\.com` is not the name of a registry/],
    ['a//b', /at character 1, `a\/\/b` is not the name of a repository/],
    ['f'.repeat(64), /is the ID of an image on some machine/],
    [`team/${'a'.repeat(300)}`, /is longer than the 255 characters/],
    ['py\u001b[31mthon', /`py \[31mthon` is no image reference/],
  ])('refuses %j and says where it is wrong', async (text, sentence) => {
    const { code, output, errors } = await inspect(['--', text]);
    expect({ code, output }).toEqual({ code: 2, output: '' });
    expect(errors).toMatch(sentence);
    expect(errors.trimEnd()).not.toMatch(/\p{Cc}/u);
  });

  it('ends with 1 where there is no such tag or digest', async () => {
    const registry = partialRegistry({
      entry: () => Promise.resolve(fail(registryError('not-found', 'registry.example.com'))),
    });
    const tag = await inspect(['registry.example.com/app:9'], registry);
    expect(tag).toMatchObject({ code: 1, output: '' });
    expect(tag.errors).toContain('has no tag `9` of `registry.example.com/app`');
    const digest = await inspect([`registry.example.com/app@${amd64}`], registry);
    expect(digest.code).toBe(1);
    expect(digest.errors).toContain(`has nothing with the digest \`${amd64}\``);
  });

  it('ends with 2 where the registry gives no answer', async () => {
    const registry = partialRegistry({
      entry: () => Promise.resolve(fail(registryError('timeout', 'registry.example.com'))),
    });
    expect(await inspect(['registry.example.com/app'], registry)).toMatchObject({
      code: 2,
      output: '',
      errors: expect.stringContaining('did not answer in time') as string,
    });
  });

  it('is named where the rest is known', async () => {
    const registry = registryWith({
      allTags: () => Promise.resolve(fail(registryError('denied', 'docker.io'))),
    });
    const { code, output } = await inspect(['python'], registry);
    expect(code).toBe(0);
    expect(output).toMatch(/Not known\n {2}Which tags there are: Could not look at `python`/);
    expect(await report(['python'], registry)).toMatchObject({
      tags: null,
      notKnown: [expect.stringContaining('Which tags there are') as string],
    });
  });

  it('makes it end with 2 when it is the image itself', async () => {
    const registry = registryWith({
      details: () => Promise.resolve(fail(registryError('server-error', 'docker.io'))),
    });
    const { code, output } = await inspect(['--all', 'python'], registry);
    expect(code).toBe(2);
    expect(output).toContain(amd64);
    expect(output).toContain('The image of the platform: Could not look at `python`');
    expect(await report(['python'], registry)).toMatchObject({ details: null });
  });

  it('is everything when a person stops it', async () => {
    const controller = new AbortController();
    const registry = registryWith({
      entry: () => {
        controller.abort();
        return Promise.resolve(ok(index));
      },
    });
    const outcome = await inspect(['python'], registry, { signal: controller.signal });
    expect(outcome).toEqual({ code: 2, output: '', errors: 'Stopped.\n' });
  });
});

describe('what strangers write', () => {
  const hostile = 'a\u001b]8;;https://evil.example\u0007link\u001b]8;;\u0007\r\nb\u202e [x](y)';
  const shown = details({
    digest: amd64,
    user: hostile,
    workingDirectory: hostile,
    entrypoint: [hostile],
    environment: [`${hostile}=${hostile}`, '__proto__=x'],
    labels: new Map([
      [hostile, hostile],
      ['org.opencontainers.image.source', hostile],
      ['__proto__', 'x'],
    ]),
    platform: { os: 'linux', architecture: 'amd64' },
    layers: [layer('huge', Number.MAX_SAFE_INTEGER)],
  });
  const tags = [{ tag: hostile, digest: index.digest }];

  it('stays plain text in single lines', async () => {
    const { output } = await inspect(['python'], registryWith({}, { shown, tags }));
    expect(output.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(output).not.toContain('](');
    expect(output.split('\n')).toHaveLength(
      (
        await inspect(
          ['python'],
          registryWith({}, { shown, tags: [{ tag: 'a', digest: index.digest }] }),
        )
      ).output.split('\n').length,
    );
  });

  it('is data like any other', async () => {
    const told = await report(['python'], registryWith({}, { shown, tags }));
    expect(JSON.stringify(told)).not.toMatch(/\\u001b|\\r|\u202e|\]\(/);
    expect(told.details?.environment.items.map(({ name }) => name)).toContain('__proto__');
    expect(told.details?.compressedSize).toBe(Number.MAX_SAFE_INTEGER);
  });

  it('is bounded, and it is told what is left out', async () => {
    const environment = Array.from(
      { length: 5000 },
      (_, number) => `V${number}=${'x'.repeat(900)}`,
    );
    const many = registryWith(
      {},
      {
        shown: { ...shown, environment },
        tags: Array.from({ length: 5000 }, (_, number) => ({
          tag: `t${number}`,
          digest: index.digest,
        })),
      },
    );
    const { output } = await inspect(['--all', 'python'], many);
    expect(output).toContain('  … and 4900 more rows\n');
    expect(output).toContain('  … and 4000 more rows\n');
    const told = await report(['python'], many);
    expect(told.tags?.sameDigest).toMatchObject({ omitted: 4000 });
    expect(told.details?.environment).toMatchObject({ omitted: 4000 });
  });
});
