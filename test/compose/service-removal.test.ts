import { describe, expect, it } from 'vitest';
import { lowerCompose } from '../../server/src/compose/lower.ts';
import { applyEdits } from '../../server/src/text/text-edit.ts';

/** The text without what the last service is granted. */
function withoutGrants(text: string): string | undefined {
  const grants = lowerCompose(text).containers.at(-1)?.grants ?? [];
  const [grant] = grants;
  expect(grants).toHaveLength(1);
  return grant?.removal && applyEdits(text, [{ span: grant.removal, newText: '' }]);
}

const service = (lines: string): string =>
  `services:\n  app:\n    image: a:1\n${lines.replaceAll(/^(?=.)/gm, '    ')}`;

describe('what a removal deletes', () => {
  it.each([
    ['a field', 'privileged: true\nrestart: no\n', 'restart: no\n'],
    ['its comment too', 'privileged: true  # for now\nrestart: no\n', 'restart: no\n'],
    ['not the comment above', '# x\nprivileged: true\nrestart: no\n', '# x\nrestart: no\n'],
    ['the last line', 'restart: no\nprivileged: true', 'restart: no\n'],
    ['a value below its key', 'privileged:\n  true\nrestart: no\n', 'restart: no\n'],
    [
      'one of several items',
      'volumes:\n  - data:/data\n  - /etc:/x # why\n  - other:/y\n',
      'volumes:\n  - data:/data\n  - other:/y\n',
    ],
    [
      'an item of several lines',
      'volumes:\n  - type: bind\n    source: /etc\n    target: /x\n\n  - data:/data\n',
      'volumes:\n\n  - data:/data\n',
    ],
    [
      'the last item of several lines',
      'volumes:\n  - data:/data\n  - type: bind\n    source: /etc\n    target: /x # y\nrestart: no\n',
      'volumes:\n  - data:/data\nrestart: no\n',
    ],
    [
      'items as far out as their key',
      'volumes:\n- /etc:/x\n- data:/data\n',
      'volumes:\n- data:/data\n',
    ],
    ['a list with its only item', 'cap_add:\n  - ALL\nrestart: no\n', 'restart: no\n'],
    ['a list in brackets', 'cap_add: [ALL] # x\nrestart: no\n', 'restart: no\n'],
    [
      'maps that would be empty',
      'deploy:\n  resources:\n    limits:\n      pids: -1\nrestart: no\n',
      'restart: no\n',
    ],
    [
      'maps up to one with more in it',
      'deploy:\n  mode: global\n  resources:\n    limits:\n      pids: -1\nrestart: no\n',
      'deploy:\n  mode: global\nrestart: no\n',
    ],
    ['the first in brackets', 'volumes: [/etc:/x, data:/data]\n', 'volumes: [data:/data]\n'],
    ['the last in brackets', 'volumes: [data:/data, /etc:/x]\n', 'volumes: [data:/data]\n'],
    [
      'a line in brackets',
      'volumes: [\n  "/etc:/x",\n  data:/data\n]\n',
      'volumes: [\n  data:/data\n]\n',
    ],
    [
      'the last line in brackets',
      'volumes: [\n  data:/data,\n  /etc:/x\n]\n',
      'volumes: [\n  data:/data\n]\n',
    ],
    [
      'the first field of an item',
      'post_start:\n  - privileged: true # x\n    command: id\n',
      'post_start:\n  - command: id\n',
    ],
    [
      'a field of an item',
      'post_start:\n  - command: id\n    privileged: true\n',
      'post_start:\n  - command: id\n',
    ],
    ['not what a list needs', 'post_start:\n  - privileged: true\n', undefined],
    ['a build that would be empty: nothing', 'build:\n  privileged: true\n', undefined],
  ])('%s', (_, before, after) => {
    expect(withoutGrants(service(before))).toBe(after && service(after));
  });

  it('leaves a map in braces valid', () => {
    expect(withoutGrants('services: {app: {image: a:1, privileged: true}}\n')).toBe(
      'services: {app: {image: a:1}}\n',
    );
    expect(withoutGrants('services: {app: {privileged: true, image: a:1}}\n')).toBe(
      'services: {app: {image: a:1}}\n',
    );
  });

  it('keeps other line ends', () => {
    expect(
      withoutGrants('services:\r\n  app:\r\n    privileged: true # x\r\n    image: a:1\r\n'),
    ).toBe('services:\r\n  app:\r\n    image: a:1\r\n');
  });
});

describe('what no single deletion here takes away', () => {
  it.each([
    [
      'a merged field',
      'x-a: &a {privileged: true}\nservices:\n  app:\n    <<: *a\n    image: a:1\n',
    ],
    ['a service by alias', 'x-a: &a {privileged: true}\nservices:\n  app: *a\n'],
    ['a list by alias', 'x-a: &a [ALL]\nservices:\n  app:\n    cap_add: *a\n'],
    ['an item by alias', 'x-a: &a ALL\nservices:\n  app:\n    cap_add: [*a, X]\n'],
    ['what an alias needs', 'services:\n  app:\n    image: a:1\n    cap_add: &a [ALL]\nx-a: *a\n'],
    ['the only field of a service', 'services:\n  app:\n    privileged: true\n'],
  ])('%s', (_, text) => {
    const [grant] = lowerCompose(text).containers.at(-1)?.grants ?? [];
    expect(grant).toMatchObject({ removal: undefined });
  });
});
