import { describe, expect, it } from 'vitest';
import { lowerCompose } from '../../server/src/compose/lower.ts';
import { readMarks, withMarks } from '../support/markers.ts';

function expectReferences(marked: string): void {
  const { text } = readMarks(marked);
  const spans = lowerCompose(text)
    .images.filter(({ image }) => image.kind === 'reference')
    .map(({ span }) => span);
  expect(withMarks(text, spans)).toBe(marked);
}

const service = (lines: string): string =>
  `services:\n  app:\n${lines.replaceAll(/^/gm, '    ')}\n`;

describe('the reference alone is found', () => {
  it.each([
    ['plain', service('image: «redis:7»  # cache')],
    ['double quoted', service('image: "«redis:7»"')],
    ['single quoted', service("image: '«redis:7»'")],
    ['with an escape', service('image: "«red\\u0069s:7»"')],
    ['in a literal block', service('image: |\n  «redis:7»')],
    ['in a folded block', service('image: >-\n  «redis:7»')],
    ['on the line below', service('image:\n  «redis:7»')],
    ['in a flow map', 'services: {app: {image: «redis:7»}}\n'],
    ['in a default', service('image: ${IMG:-«redis:7»}')],
    ['in a default without colon', service('image: "${IMG-«redis:7»}"')],
    ['in a nested default', service('image: ${A:-${B:-«redis:7»}}')],
    ['where defaults make up only a part', service('image: «redis:${TAG:-7}»')],
    ['before CRLF', 'services:\r\n  app:\r\n    image: «redis:7»\r\n'],
    ['after a byte order mark', '\uFEFFservices: {app: {image: «redis:7»}}\n'],
    [
      'at an anchor',
      'x-image: &image «redis:7»\nservices:\n  a: {image: *image}\n  b: {image: *image}\n',
    ],
    [
      'in a merged fragment',
      'x-base: &base\n  image: «redis:7»\nservices:\n  a:\n    <<: *base\n  b:\n    <<: [*base]\n    image: «nginx:1»\n',
    ],
    [
      'at the nearest anchor above',
      'x-a: &i a:1\nx-b: &i «b:2»\nservices: {s: {image: *i}}\nx-c: &i c:3\n',
    ],
    ['in every document', 'services: {a: {image: «a:1»}}\n---\nservices: {b: {image: «b:2»}}\n'],
    [
      'in named contexts',
      service('build:\n  additional_contexts:\n    base: docker-image://«alpine:3»'),
    ],
    [
      'in listed contexts',
      service('build:\n  additional_contexts:\n    - base=docker-image://«alpine:3»'),
    ],
    [
      'in an image volume',
      service('volumes:\n  - type: image\n    source: «alpine:3»\n    target: /a'),
    ],
    [
      'beside `build` when the policy pulls',
      service('build: .\nimage: «team/app:1»\npull_policy: always'),
    ],
    ['whatever `version` says', 'version: "2"\nservices: {a: {image: «a:1»}}\n'],
    ['above an unfinished line', service('image: «redis:7»\nports: [')],
    ['below a tab', 'services:\n  app:\n    image: «redis:7»\n\tports:\n'],
  ])('%s', (_, marked) => {
    expectReferences(marked);
  });
});

describe('what is not an image to pull', () => {
  it.each([
    ['the name of what `build` makes', service('build: .\nimage: team/app:1'), ['build-output']],
    ['a variable without a default', service('image: ${IMAGE}'), ['unknown']],
    ['a tag without a default', service('image: redis:${TAG:?set it}'), ['unknown']],
    ['a name behind a variable registry', service('image: ${REGISTRY}/redis'), ['partly-known']],
    ['a provider', service('provider:\n  type: model'), []],
    ['an alias of nothing', service('image: *nowhere'), []],
    ['null', service('image:'), []],
    ['null in words', service('image: null'), []],
    ['what `!reset` takes away', service('image: !reset redis'), []],
    ['a local image', service('image: team-app\npull_policy: never'), ['build-output']],
    [
      'what another service builds',
      'services: {a: {build: ., image: app}, b: {image: app}, c: {image: app:1}}\n',
      ['build-output', 'build-output', 'reference'],
    ],
    [
      'what a service builds by extending another',
      'services: {a: {build: .}, b: {extends: a, image: b}, c: {extends: {service: b}, image: c}}\n',
      ['build-output', 'build-output'],
    ],
    [
      'pulled where `build` is taken away',
      'x-a: &a {build: .}\nservices: {a: {<<: *a, build: !reset null, image: redis:7}}\n',
      ['reference'],
    ],
    ['a map', service('image: {a: b}'), []],
    ['another kind of context', service('build:\n  additional_contexts:\n    a: service:b'), []],
    ['a dollar sign', service('image: $$IMAGE'), ['malformed']],
  ])('%s', (_, text, kinds) => {
    expect(lowerCompose(text).images.map(({ image }) => image.kind)).toEqual(kinds);
  });

  it('may be the empty value over a merged one', () => {
    const text = 'x-a: &a {image: redis}\nservices:\n  a:\n    <<: *a\n    image:\n';
    expect(lowerCompose(text).images).toEqual([]);
  });

  it('is read through a circle of merges without an end', () => {
    expect(lowerCompose('services:\n  a: &a\n    <<: *a\n    image: a:1\n').images).toHaveLength(1);
  });
});
