import { describe, expect, it } from 'vitest';
import { readLibraryFile } from '../../scripts/data/library-files.ts';
import { groupTags } from '../../scripts/data/tag-groups.ts';
import { officialImages, tagsOf } from '../../server/src/data/official-images.ts';

const builds = [...officialImages.builds].flatMap(([name, lines]) =>
  lines.split('\n').map((line) => ({ name, line })),
);

describe('the list of Docker Official Images', () => {
  it('says what it is a copy of, and of which day', () => {
    expect(officialImages.source).toBe('https://github.com/docker-library/official-images');
    expect(officialImages.commit).toMatch(/^[0-9a-f]{40}$/);
    expect(officialImages.date).toMatch(/^20\d\d-[01]\d-[0-3]\d$/);
  });

  it('is small enough to be carried along', () => {
    const length = builds.reduce((sum, { line }) => sum + line.length + 1, 0);
    expect(length).toBeLessThan(120_000);
  });

  it('holds the images that everybody uses', () => {
    expect(officialImages.builds.size).toBeGreaterThan(100);
    for (const name of [
      'alpine',
      'debian',
      'nginx',
      'node',
      'postgres',
      'python',
      'redis',
      'ubuntu',
    ])
      expect(officialImages.builds.get(name)).toBeTruthy();
  });

  it('gives tags that can be tags, each once a build', () => {
    for (const { name, line } of builds.filter(({ line }) => line !== '')) {
      const tags = tagsOf(line);
      expect(new Set(tags).size, `${name}: ${line}`).toBe(tags.length);
      for (const tag of tags) expect(tag).toMatch(/^\w[\w.-]{0,127}$/);
    }
  });
});

describe('the form of a build', () => {
  it.each([
    ['1,latest', ['1', 'latest']],
    ['1.2,1/,-alpine', ['1.2', '1.2-alpine', '1', '1-alpine']],
    [
      '1.2,1/-alpine,-alpine3.22 alpine',
      ['1.2-alpine', '1.2-alpine3.22', '1-alpine', '1-alpine3.22', 'alpine'],
    ],
  ])('%s', (line, tags) => {
    expect(tagsOf(line)).toEqual(tags);
    expect(groupTags(tags).length).toBeLessThanOrEqual(tags.join(',').length);
    expect([...tagsOf(groupTags(tags))].sort()).toEqual([...tags].sort());
  });
});

describe('a file of the repository that defines the images', () => {
  it('is read with its common fields, shared tags and continued lines', () => {
    const text = [
      '# generated',
      'Maintainers: A. Person <a@example.org> (@a),',
      '             B. Person <b@example.org> (@b)',
      'Architectures: amd64, arm64v8',
      'GitRepo: https://example.org/tool.git',
      '',
      'Tags: 1.2-trixie, 1-trixie,',
      '  trixie',
      'SharedTags: 1.2, latest',
      'GitCommit: 0123456789abcdef0123456789abcdef01234567',
      '',
      '# for Windows',
      'Tags: 1.2-nanoserver',
      'SharedTags: 1.2, latest',
      'Architectures: windows-amd64',
      '',
    ].join('\n');
    expect(readLibraryFile(text)).toEqual([
      { tags: ['1.2-trixie', '1-trixie', 'trixie', '1.2', 'latest'], isWindows: false },
      { tags: ['1.2-nanoserver', '1.2', 'latest'], isWindows: true },
    ]);
  });
});
