import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OfficialTags } from '../../server/src/rules/official-tags.ts';
import { orderTags } from '../../server/src/tags/order.ts';

const official = new OfficialTags();
const signature = `sha256-${'a'.repeat(64)}.sig`;

function ordered(tags: string, near?: string): string {
  return orderTags(tags.split(' ').toSorted(), near).join(' ');
}

describe('tags to choose from', () => {
  it('begin with the newest of the same line, then channels, the variant, other variants', () => {
    expect(
      ordered(
        '3.9 3.10 3.12 3.13 3.13.1 3.12-slim 3.13-slim 3 latest slim 3.14.0rc1 3.14-rc edge',
        '3.12',
      ),
    ).toBe('3.13 3.12 3.10 3.9 latest 3.13.1 3 3.13-slim 3.12-slim slim edge 3.14.0rc1 3.14-rc');
  });

  it('keep to the variant that is written', () => {
    expect(ordered('3.12 3.13 3.12-slim 3.13-slim slim latest 3.13.1-slim', '3.12-slim')).toBe(
      '3.13-slim 3.12-slim 3.13.1-slim slim 3.13 3.12 latest',
    );
  });

  it('take newer systems of the same variant along', () => {
    expect(
      ordered('3.12-alpine3.19 3.12-alpine3.20 3.13-alpine3.20 3.13-alpine', '3.12-alpine3.19'),
    ).toBe('3.13-alpine3.20 3.12-alpine3.20 3.12-alpine3.19 3.13-alpine');
  });

  it.each([undefined, '', 'latest', 'no tag!'])(
    'near %j, begin with the newest release',
    (near) => {
      expect(ordered('1.9 1.10.2 1.10 latest 1.11-rc1 1.10.2-alpine 20240807', near)).toBe(
        '1.10.2 1.10 1.9 latest 1.10.2-alpine 20240807 1.11-rc1',
      );
    },
  );

  it('follow code names as releases of a distribution', () => {
    expect(ordered('buster bookworm trixie forky bullseye 12 sid latest', 'bookworm')).toBe(
      'trixie bookworm bullseye buster 12 latest sid forky',
    );
    expect(ordered('noble jammy resolute focal 24.04 26.04 22.04', '22.04')).toBe(
      '26.04 24.04 22.04 resolute noble jammy focal',
    );
  });

  it('follow days and calendar versions', () => {
    expect(ordered('2024.10.1 2024.9.3 2024.12.0 2024.10 stable beta dev', '2024.10.1')).toBe(
      '2024.12.0 2024.10.1 2024.9.3 stable 2024.10 beta dev',
    );
    expect(ordered('2024-01-15 2023-12-31 2024-02-01', '2024-01-15')).toBe(
      '2024-02-01 2024-01-15 2023-12-31',
    );
  });

  it('put `latest` before other channels, and riper ones before others', () => {
    expect(ordered('latest lts stable nightly alpha rc beta edge 1.0', '1.0')).toBe(
      '1.0 latest lts stable rc beta alpha edge nightly',
    );
  });

  it('end with commits and single architectures, without signatures', () => {
    const tags = `1.2 1.3 0123abc main-fedcba9 1.3-arm64 1.3-amd64 main ${signature}`;
    expect(ordered(tags, '1.2')).toBe('1.3 1.2 main 0123abc main-fedcba9 1.3-amd64 1.3-arm64');
  });

  it('keep to an architecture that is written', () => {
    expect(
      ordered('1.2 1.3 1.2-arm64 1.3-arm64 1.3-amd64', '1.2-arm64').split(' ').slice(0, 2),
    ).toEqual(['1.3-arm64', '1.2-arm64']);
  });

  it('show pre-releases first to those who use one', () => {
    expect(ordered('3.14.1 3.15.0rc1 3.15.0rc2 3.15.0b3', '3.15.0rc1')).toBe(
      '3.15.0rc2 3.15.0rc1 3.15.0b3 3.14.1',
    );
  });
});

describe('tags of official images', () => {
  it.each([
    ['python', '3.12', /^\d\.\d+$/],
    ['node', '22-alpine', /^\d+-alpine$/],
    ['postgres', '17.2', /^\d+\.\d+$/],
    ['nginx', '1.27.0-alpine', /^\d+\.\d+\.\d+-alpine$/],
    ['debian', 'bookworm-slim', /^(?:trixie|bookworm|bullseye)-slim$/],
    ['ubuntu', '22.04', /^\d\d\.\d\d$/],
    ['redis', '7.4-alpine', /^\d+\.\d+-alpine$/],
    ['golang', '1.25', /^\d\.\d+$/],
    ['eclipse-temurin', '21-jre', /^\d+-jre$/],
    ['traefik', 'v3.1', /^v\d\.\d+$/],
  ])('%s: the first for %s are of its kind', (name, near, form) => {
    for (const tag of orderTags(official.listed(name), near).slice(0, 2)) expect(tag).toMatch(form);
  });
});

describe('the order', () => {
  const word = fc.constantFrom(
    ...(
      '1 2.0 2 3.10 3.9.1 v3 rc1 beta alpine alpine3.19 slim bookworm trixie jammy latest edge lts 20240115 ' +
      '2024-01-15 abc1234 0123456 arm64 linux sig r3 jdk17 X foo'
    ).split(' '),
  );
  const madeUp = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join('-'));
  const anyTag = fc.oneof({ weight: 3, arbitrary: madeUp }, fc.string({ maxLength: 20 }));

  it('is the same whatever order the registry gives them in', () => {
    fc.assert(
      fc.property(fc.uniqueArray(anyTag, { maxLength: 30 }), anyTag, (tags, near) => {
        expect(orderTags(tags.toReversed(), near)).toEqual(orderTags(tags, near));
      }),
    );
  });

  it('of two tags does not depend on the others, so that it is transitive', () => {
    fc.assert(
      fc.property(fc.uniqueArray(anyTag, { minLength: 3, maxLength: 12 }), anyTag, (tags, near) => {
        const all = orderTags(tags, near);
        for (const [index, first] of all.entries())
          for (const second of all.slice(index + 1))
            expect(orderTags([second, first], near)).toEqual([first, second]);
      }),
      { numRuns: 50 },
    );
  });

  it('of 100,000 tags is found while a person waits', () => {
    const tags = Array.from({ length: 20_000 }, (_, index) => [
      `${index % 30}.${index % 100}.${index}-alpine3.${index % 20}`,
      (index * 2_654_435_761).toString(16),
      `v${index % 7}.${index}-rc${index % 9}`,
      `main-${index}-linux-arm64`,
      `bookworm-202401${10 + (index % 20)}-slim`,
    ]).flat();
    const start = performance.now();
    const result = orderTags(tags, '3.12-alpine3.19');
    // Far above what it takes, as a busy machine must not fail the test.
    expect(performance.now() - start).toBeLessThan(3000);
    expect(result).toHaveLength(100_000);
  });
});
