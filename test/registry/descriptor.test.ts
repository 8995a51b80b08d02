import { describe, expect, it } from 'vitest';
import { parseDescriptor } from '../../server/src/registry/descriptor.ts';
import { sha256 } from '../support/fake-registry.ts';

const mediaType = 'application/vnd.oci.image.manifest.v1+json';
const digest = sha256('x');
const sound = { mediaType, digest, size: 7 };

describe('parseDescriptor', () => {
  it.each<[string, object, object]>([
    ['the three members that must be there', {}, {}],
    ['an artifact type', { artifactType: 'a/b.c+json' }, { artifactType: 'a/b.c+json' }],
    [
      'annotations, as a map',
      { annotations: { 'org.example.a': 'x', ['__proto__']: 'y' } },
      {
        annotations: new Map([
          ['org.example.a', 'x'],
          ['__proto__', 'y'],
        ]),
      },
    ],
    [
      'a platform',
      { platform: { os: 'linux', architecture: 'arm', variant: 'v7', 'os.features': ['x'] } },
      { platform: { os: 'linux', architecture: 'arm', variant: 'v7' } },
    ],
    [
      'empty members as if they were not there',
      { artifactType: '', annotations: null, platform: null },
      {},
    ],
    ['members it does not know', { urls: ['http://x'], data: 'eA==' }, {}],
    ['an empty blob', { size: 0 }, { size: 0 }],
  ])('reads %s', (_, members, expected) => {
    const written: unknown = JSON.parse(JSON.stringify({ ...sound, ...members }));
    expect(parseDescriptor(written)).toEqual({ ...sound, ...expected });
  });

  it.each<[string, unknown]>([
    ['null', null],
    ['a text', 'x'],
    ['a list', [sound]],
    ['no digest', { mediaType, size: 7 }],
    ['a short digest', { ...sound, digest: 'sha256:abc' }],
    ['a digest in capitals', { ...sound, digest: digest.toUpperCase() }],
    ['a digest with more behind it', { ...sound, digest: `${digest}\n[x](http://y)` }],
    ['an unknown algorithm', { ...sound, digest: `md5:${'0'.repeat(32)}` }],
    ['a digest that is a number', { ...sound, digest: 7 }],
    ['no media type', { digest, size: 7 }],
    ['a media type with Markdown', { ...sound, mediaType: '[x](http://y)' }],
    ['a media type with a control character', { ...sound, mediaType: 'a/b\u001b[31m' }],
    ['a media type on two lines', { ...sound, mediaType: 'a/b\n' }],
    ['a long media type', { ...sound, mediaType: `a/${'b'.repeat(200)}` }],
    ['no size', { mediaType, digest }],
    ['a negative size', { ...sound, size: -1 }],
    ['half a byte', { ...sound, size: 0.5 }],
    ['a size that is a text', { ...sound, size: '7' }],
    ['a size out of reach', { ...sound, size: 1e300 }],
    ['an artifact type that is none', { ...sound, artifactType: 'x' }],
    ['an artifact type that is an object', { ...sound, artifactType: {} }],
    ['annotations that are a list', { ...sound, annotations: ['x'] }],
    ['an annotation that is no text', { ...sound, annotations: { a: 1 } }],
    ['a very long annotation', { ...sound, annotations: { a: 'x'.repeat(65_537) } }],
    ['a very long name of one', { ...sound, annotations: { ['x'.repeat(256)]: 'x' } }],
    [
      'very many annotations',
      { ...sound, annotations: Object.fromEntries(Array.from({ length: 101 }, (_, i) => [i, ''])) },
    ],
    ['a platform without architecture', { ...sound, platform: { os: 'linux' } }],
    ['a platform of numbers', { ...sound, platform: { os: 1, architecture: 2 } }],
  ])('refuses %s', (_, value) => {
    expect(parseDescriptor(value)).toBeUndefined();
  });
});
