import { describe, expect, it } from 'vitest';
import { lowerCompose } from '../../server/src/compose/lower.ts';
import { applyEdits } from '../../server/src/text/text-edit.ts';
import { at, lastService, serviceText } from './service.ts';

describe('the build of a service', () => {
  const none = { dockerfile: undefined, target: undefined, pullPolicy: undefined };

  it.each([
    ['build: .', { ...none, context: '.' }],
    ['build: ${DIR:-app}', { ...none, context: 'app' }],
    ['build: ${DIR}', { ...none, context: undefined }],
    ['build:\n  context: ./app', { ...none, context: './app' }],
    [
      'build: {dockerfile: Dockerfile.dev}',
      { ...none, context: '.', dockerfile: 'Dockerfile.dev' },
    ],
    ['build: {context: ., target: dev}', { ...none, context: '.', target: 'dev' }],
    ['build: .\npull_policy: build', { ...none, context: '.', pullPolicy: 'build' }],
  ])('%j', (lines, expected) => {
    const text = serviceText(lines);
    const setting = lastService(text).build;
    expect(setting).toMatchObject(expected);
    expect(at(text, setting?.span)).toBe('build');
  });

  it('names its result', () => {
    const text = serviceText('build: .\nimage: "app:1"');
    expect(at(text, lastService(text).build?.output)).toBe('"app:1"');
  });

  it.each(['image: a:1', 'build:'])('is none with %s', (lines) => {
    expect(lastService(serviceText(lines)).build).toBeUndefined();
  });

  it('says which stage of a Dockerfile inside it is built', () => {
    const text = serviceText('build:\n  target: dev\n  dockerfile_inline: |\n    FROM a:1 AS dev');
    expect(lowerCompose(text).embedded).toMatchObject([{ target: 'dev' }]);
  });
});

describe('where a key can be inserted', () => {
  /** The text with `cap_drop` and one item in its own line before the other keys. */
  function inserted(text: string): string | undefined {
    const site = lastService(text).keySite;
    if (site === undefined) return undefined;
    const { span, separator, step } = site;
    return applyEdits(text, [{ span, newText: `cap_drop:${separator}${step}- ALL${separator}` }]);
  }

  it.each([
    [
      'services:\n  app:\n    image: a:1\n',
      'services:\n  app:\n    cap_drop:\n      - ALL\n    image: a:1\n',
    ],
    [
      'services:\n    app: # x\n        # y\n        image: a:1\n',
      'services:\n    app: # x\n        # y\n        cap_drop:\n            - ALL\n        image: a:1\n',
    ],
    [
      'services:\r\n  app:\r\n    image: a:1\r\n',
      'services:\r\n  app:\r\n    cap_drop:\r\n      - ALL\r\n    image: a:1\r\n',
    ],
    [
      'x-a: &a {}\nservices:\n  app: &app\n    <<: *a\n    image: a:1\n',
      'x-a: &a {}\nservices:\n  app: &app\n    cap_drop:\n      - ALL\n    <<: *a\n    image: a:1\n',
    ],
  ])('%j', (before, after) => {
    expect(inserted(before)).toBe(after);
  });

  it.each([
    'services:\n  app: {image: a:1}\n',
    'services: {app: {image: a:1}}\n',
    'services:\n  app:\n',
    'x-a: &a\n  image: a:1\nservices:\n  app: *a\n',
  ])('nowhere in %j', (text) => {
    expect(inserted(text)).toBeUndefined();
  });
});
