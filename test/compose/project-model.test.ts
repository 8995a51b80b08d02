import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lowerCompose } from '../../server/src/compose/lower.ts';
import type { DocumentModel, ImageOccurrence } from '../../server/src/model/document-model.ts';
import type { Span } from '../../server/src/text/span.ts';
import { filesOf, type Disk } from './project-view.ts';

/** Lowers the first file on a disk. */
function lower(disk: Disk): DocumentModel {
  const [path = '', text = ''] = Object.entries(disk)[0] ?? [];
  return lowerCompose(text, path, filesOf(disk));
}

function imageOf(disk: Disk): ImageOccurrence | undefined {
  return lower(disk).images[0];
}

/** The file that holds a span, and the text there. */
function place({ text, parts }: DocumentModel, { start, end }: Span): readonly [string, string] {
  const owner = parts.find((part) => part.start <= start && end <= part.end);
  return [owner?.path ?? 'document', text.slice(start, end)];
}

describe('an image whose reference stands in `.env`', () => {
  const withImage = (image: string, environment: string): Disk => ({
    'compose.yaml': `services: {app: {image: "${image}"}}\n`,
    '.env': environment,
  });

  it.each<[string, string]>([
    ['${IMAGE}', '# which\nIMAGE=redis:7|\n'],
    ['$IMAGE', 'IMAGE=redis:7| # the cache\r\n'],
    ['$IMAGE', "export IMAGE = 'redis:7|' # 1"],
    ['$IMAGE', 'IMAGE: "redis:7|"'],
    ['$IMAGE', 'BASE="redis:7|"\nIMAGE=${BASE}\n'],
    ['$IMAGE', 'IMAGE=${BASE:-redis:7|}\n'],
    ['$IMAGE', 'IMAGE=redis:6\nIMAGE=redis:7|'],
    ['${NAME:-${IMAGE}}', 'IMAGE=redis:7|'],
    ['${IMAGE:-nginx:1}', 'IMAGE=redis:7|'],
    ['${NOTHING-}${IMAGE}', 'IMAGE=redis:7|'],
  ])('is the word %s in the document, and pinned in %j', (word, marked) => {
    const disk = withImage(word, marked.replace('|', ''));
    const model = lower(disk);
    const [image] = model.images;
    expect(image && place(model, image.span)).toEqual(['document', `"${word}"`]);
    const start = model.parts.find(({ kind }) => kind === 'environment')?.start ?? 0;
    const tag = marked.indexOf(':7|') + start;
    expect(image?.image).toMatchObject({
      kind: 'reference',
      reference: { repository: 'library/redis', tag: '7' },
      site: { kind: 'insert', offset: tag + 2, tag: { start: tag, end: tag + 2 } },
    });
  });

  it.each<[string, string, string]>([
    ['one that it is put together from', 'TAG=7\nIMAGE=redis:${TAG}', 'TAG'],
    ['one that follows it', 'IMAGE=redis:7${SUFFIX:-}', 'SUFFIX'],
  ])('cannot be pinned because of %s', (_, environment, variable) => {
    expect(imageOf(withImage('${IMAGE}', environment))?.image).toMatchObject({
      reference: { tag: '7' },
      site: { kind: 'blocked', obstacle: { code: 'partly-variable', variable } },
    });
  });

  it('is one image of all services that use it, in the order of the document', () => {
    const model = lower({
      'compose.yaml':
        'services: {a: {image: "${IMAGE}"}, b: {image: $IMAGE}, c: {image: "${IMAGE:-x}"}}\n',
      '.env': 'IMAGE=redis:7\n',
    });
    const spans = model.images.flatMap(({ span, uses }) => [span, ...uses]);
    expect(model.images).toHaveLength(1);
    expect(spans.map((span) => place(model, span)[1])).toEqual([
      '"${IMAGE}"',
      '$IMAGE',
      '"${IMAGE:-x}"',
    ]);
  });

  it('keeps its place where it is also a part of another reference', () => {
    const model = lower({
      'compose.yaml': 'services: {a: {image: "${IMAGE}"}, b: {image: "${IMAGE}:7"}}\n',
      '.env': 'IMAGE=redis\n',
    });
    expect(model.images[0]?.image).toMatchObject({
      site: { kind: 'blocked', obstacle: { code: 'shared-variable', variable: 'IMAGE' } },
    });
  });

  it('may stand in the environment file of an included project', () => {
    const model = lower({
      'compose.yaml': 'include: [{path: sub/compose.yaml, env_file: [a.env, b.env]}]\n',
      'sub/compose.yaml': 'services: {s: {image: "${IMAGE}"}}\n',
      'a.env': 'IMAGE=redis:6\n',
      'b.env': 'IMAGE=redis:7\n',
    });
    const [image] = model.images;
    const site = image?.image.kind === 'reference' ? image.image.site : undefined;
    const offset = site?.kind === 'insert' ? site.offset : 0;
    expect(place(model, { start: offset - 2, end: offset })).toEqual(['b.env', ':7']);
    expect(image && place(model, image.span)).toEqual(['sub/compose.yaml', '"${IMAGE}"']);
  });

  it('is known when only a part of it stands there', () => {
    expect(imageOf(withImage('redis:${TAG}', 'TAG=7'))?.image).toMatchObject({
      kind: 'reference',
      reference: { tag: '7' },
      site: { kind: 'blocked', obstacle: { code: 'partly-variable', variable: 'TAG' } },
    });
  });

  it('is pinned in the file where an empty variable stands before it', () => {
    expect(imageOf(withImage('${REGISTRY}redis:7', 'REGISTRY='))?.image).toMatchObject({
      site: { kind: 'insert' },
    });
  });

  it('is marked as a whole when it is not valid', () => {
    const disk = withImage('${IMAGE}', 'IMAGE=redis::7');
    expect(imageOf(disk)?.image).toMatchObject({
      kind: 'malformed',
      error: { span: { start: disk['compose.yaml']?.indexOf('"$') } },
    });
  });

  it('stays unknown when `.env` does not set it', () => {
    expect(imageOf(withImage('${IMAGE}', 'OTHER=redis:7'))?.image).toMatchObject({
      kind: 'unknown',
      variable: 'IMAGE',
    });
  });

  it('stays unknown when `.env` takes it from elsewhere', () => {
    expect(imageOf(withImage('${IMAGE}', 'IMAGE=redis:${TAG}'))?.image.kind).toBe('unknown');
  });
});

describe('a setting of several files', () => {
  it('is found where it stands', () => {
    const model = lower({
      'compose.yaml':
        'include: [sub.yaml]\nservices:\n  app:\n    extends: {file: base.yaml, service: base}\n    image: a:1\n',
      'base.yaml': 'services: {base: {privileged: true}}\n',
      'sub.yaml': 'services: {sub: {image: "b:1"}}\n',
      'compose.override.yml': 'services: {app: {cap_add: [ALL]}}\n',
    });
    expect(model.containers.map((container) => place(model, container.nameSpan))).toEqual([
      ['document', 'app'],
      ['sub.yaml', 'sub'],
    ]);
    const [app] = model.containers;
    expect(app?.grants.map((grant) => [grant.kind, ...place(model, grant.span)])).toEqual([
      ['privileged', 'base.yaml', 'privileged: true'],
      ['capability', 'compose.override.yml', 'ALL'],
    ]);
    expect(app?.grants.map(({ removal }) => removal)).toEqual([undefined, undefined]);
    expect(model.images.map(({ span }) => place(model, span))).toEqual([
      ['document', 'a:1'],
      ['sub.yaml', 'b:1'],
    ]);
  });

  it('counts as the uppermost file says it', () => {
    const model = lower({
      'compose.yaml': 'services: {app: {image: a, privileged: true, cap_add: [ALL]}}\n',
      'compose.override.yml':
        'services: {app: {image: b, privileged: false, cap_add: !reset []}}\n',
    });
    expect(model.images.map(({ span }) => place(model, span))).toEqual([
      ['compose.override.yml', 'b'],
    ]);
    expect(model.containers.flatMap(({ grants }) => grants)).toEqual([]);
  });

  it('is pulled or built as all files together say', () => {
    const model = lower({
      'compose.yaml': 'services: {app: {image: app}}\n',
      'compose.override.yml': 'services: {app: {build: .}}\n',
    });
    expect(model.images.map(({ image }) => image.kind)).toEqual(['build-output']);
  });

  it('never gives a value of `.env` away as one that the file shows', () => {
    const model = lower({
      'compose.yaml':
        'services: {app: {environment: {A: "${SECRET}", B: "${SECRET:-shown}", C: "x${SECRET}"}}}\n',
      '.env': 'SECRET=hidden\n',
    });
    const variables = model.containers.flatMap((container) => container.variables);
    expect(variables.map(({ name, literal, known }) => [name, literal, known])).toEqual([
      ['A', undefined, 'hidden'],
      ['B', 'shown', 'hidden'],
      ['C', undefined, 'xhidden'],
    ]);
  });

  it('is read through the variables of `.env`', () => {
    const model = lower({
      'compose.yaml':
        'services: {app: {privileged: "${P}", volumes: ["${SOCKET}:/s"], user: "${WHO}"}}\n',
      '.env': 'P=true\nSOCKET=/var/run/docker.sock\nWHO=root\n',
    });
    expect(model.containers.flatMap(({ grants }) => grants)).toMatchObject([
      { kind: 'privileged' },
      { kind: 'user', user: 'root' },
      { kind: 'bind-mount', source: '/var/run/docker.sock' },
    ]);
  });
});

describe('any files', () => {
  const names = ['compose.yaml', 'compose.override.yaml', 'base.yaml', '.env'];
  const words = fc.constantFrom(
    ...(
      'services:\n|  app:\n|  base:\n|    image: |${A}|a:1|\n|    extends: |app|{file: base.yaml, service: base}|' +
      'include:\n|  - base.yaml\n|    <<: *a\n|&a |*a|!reset |!override |[|]|{|}|- |: |A=|B=$A|"|\'|---\n|    environment:\n|      - A=${B}\n|' +
      '    build: |    ports: ["80:80"]\n|    volumes: [/a:/b]\n|COMPOSE_FILE=base.yaml:compose.yaml\n|\uFEFF|\0|\t|\r\n'
    ).split('|'),
  );
  const text = fc.array(words, { maxLength: 30 }).map((parts) => parts.join(''));

  it('give a model whose spans lie inside its text', () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 4, maxLength: 4 }), (texts) => {
        const model = lower(Object.fromEntries(names.map((name, i) => [name, texts[i] ?? ''])));
        const spans = [
          ...model.images.flatMap(({ span, uses }) => [span, ...uses]),
          ...model.containers.flatMap(({ nameSpan, grants, variables, published }) => [
            nameSpan,
            ...[...grants, ...variables, ...published].map(({ span }) => span),
          ]),
        ];
        const isOutside = ({ start, end }: Span): boolean =>
          start < 0 || end < start || end > model.text.length;
        expect(spans.filter(isOutside)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});
