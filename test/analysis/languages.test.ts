import { expect, it } from 'vitest';
import { languageOf, languageOfName } from '../../server/src/analysis/languages.ts';

it.each([
  ['Dockerfile', 'dockerfile'],
  ['a/b/Containerfile', 'dockerfile'],
  ['Dockerfile.dev', 'dockerfile'],
  ['api.dockerfile', 'dockerfile'],
  ['C:\\work\\Dockerfile', 'dockerfile'],
  ['compose.yaml', 'compose'],
  ['compose.override.yml', 'compose'],
  ['docker-compose.yml', 'compose'],
  ['my-docker-compose.prod.yaml', 'compose'],
  ['Dockerfile.dockerignore', undefined],
  ['dockerfile.ts', undefined],
  ['Dockerfile.md', undefined],
  ['Dockerfile.alpine-3.22', 'dockerfile'],
  ['composer.yaml', undefined],
  ['values.yaml', undefined],
  ['compose.json', undefined],
])('%s by its name is %s', (path, language) => {
  expect(languageOfName(path)).toBe(language);
});

it.each([
  ['dockerfile', 'anything', 'dockerfile'],
  ['dockercompose', 'stack.yaml', 'compose'],
  ['docker-compose', 'stack.yaml', 'compose'],
  ['yaml.docker-compose', 'stack.yaml', 'compose'],
  ['yaml', 'compose.yaml', 'compose'],
  ['yaml', 'values.yaml', undefined],
  ['yaml', 'api.dockerfile', undefined],
  ['plaintext', 'Dockerfile', 'dockerfile'],
  ['markdown', 'Dockerfile', undefined],
])('the id %s with %s is %s', (id, path, language) => {
  expect(languageOf(id, path)).toBe(language);
});
