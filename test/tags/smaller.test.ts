import { describe, expect, it } from 'vitest';
import { OfficialTags } from '../../server/src/rules/official-tags.ts';
import { smallerVariants } from '../../server/src/tags/smaller.ts';

const tags = (
  '3.14 3.14.1 3.14.1-slim 3.14.1-slim-trixie 3.14.1-slim-bookworm 3.14.1-alpine 3.14.1-alpine3.22 ' +
  '3.14.1-alpine3.21 3.14.0-slim 3.13-slim 3.14-slim 3.14.1-arm64 3.14.1-slim-arm64 3.14.1-trixie ' +
  '3.14.1-bookworm 3.15.0rc1-slim 3.14.1-windowsservercore 3.14.1-nanoserver latest slim alpine'
).split(' ');

describe('smaller variants of the same version', () => {
  it.each([
    ['3.14.1', ['3.14.1-alpine', '3.14.1-slim']],
    ['3.14', ['3.14-slim']],
    ['latest', ['alpine', 'slim']],
    ['3.14.1-trixie', ['3.14.1-alpine3.22', '3.14.1-slim-trixie']],
    ['3.14.1-bookworm', ['3.14.1-alpine3.22', '3.14.1-slim-bookworm']],
    ['3.14.1-slim', ['3.14.1-alpine']],
    ['3.14.1-arm64', ['3.14.1-slim-arm64']],
    ['3.14.1-windowsservercore', ['3.14.1-nanoserver']],
    ['3.14.1-alpine', []],
    ['3.14.2', []],
  ])('%s: %j', (tag, smaller) => {
    expect(smallerVariants(tag, tags)).toEqual(smaller);
    expect(smallerVariants(tag, tags.toReversed())).toEqual(smaller);
  });

  it('keep what the image is for: no JRE for a JDK, no command line for a server', () => {
    const temurin = ['21-jdk', '21-jre', '21-jdk-alpine', '21-jre-alpine', '21-jdk-ubi9-minimal'];
    expect(smallerVariants('21-jdk', temurin)).toEqual(['21-jdk-alpine', '21-jdk-ubi9-minimal']);
    expect(smallerVariants('8-apache', ['8-cli-alpine', '8-fpm-alpine', '8-apache'])).toEqual([]);
  });

  it('are never on an older system', () => {
    expect(smallerVariants('3-trixie', ['3-slim-bookworm', '3-trixie'])).toEqual([]);
    expect(smallerVariants('bookworm', ['bullseye-slim', 'bookworm-slim'])).toEqual([
      'bookworm-slim',
    ]);
  });

  it('of a variant that has its own slim one', () => {
    expect(smallerVariants('1-alpine', ['1-alpine-slim', '1-slim'])).toEqual(['1-alpine-slim']);
  });

  it.each(['python', 'node', 'ruby'])('are known of the official image of %s', (name) => {
    const official = new OfficialTags();
    const smaller = smallerVariants(official.exact(name, 'latest') ?? '', official.listed(name));
    expect(smaller).toContainEqual(expect.stringContaining('slim'));
    expect(smaller).toContainEqual(expect.stringContaining('alpine'));
  });
});
