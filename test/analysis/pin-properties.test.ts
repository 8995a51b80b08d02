import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distinctEdits, fileEditsOf } from '../../server/src/analysis/places.ts';
import { pinnedImages, pinOffers } from '../../server/src/analysis/pin-offers.ts';
import { editsOf, pinAll, unpinAll } from '../../server/src/analysis/pins.ts';
import { updatePins } from '../../server/src/analysis/pin-updates.ts';
import { analyze, defaultOptions, type Report } from '../../server/src/analysis/report.ts';
import { noSurroundings } from '../../server/src/analysis/surroundings.ts';
import type { Language } from '../../server/src/model/document-model.ts';
import type { DigestResolver } from '../../server/src/registry/digest-resolver.ts';
import { rules } from '../../server/src/rules/index.ts';
import { ok } from '../../server/src/text/result.ts';
import { applyEdits, type TextEdit } from '../../server/src/text/text-edit.ts';
import { anyImage, otherDigest, sampleDigest } from '../support/pinning.ts';
import { today } from '../support/rule-examples.ts';

const never = new AbortController().signal;

/** A document with the environment file beside it. */
interface Project {
  readonly language: Language;
  readonly text: string;
  readonly environment: string;
}

function reportOf({ language, text, environment }: Project): Report {
  const read = (path: string): string | undefined => (path === '.env' ? environment : undefined);
  const surroundings = { ...noSurroundings, read };
  const path = language === 'compose' ? 'compose.yaml' : 'Dockerfile';
  return analyze({ text, language, path }, { ...defaultOptions(rules, today), surroundings });
}

function changed(project: Project, edits: readonly TextEdit[]): Project {
  const files = new Map(
    fileEditsOf(reportOf(project).model, edits).map((file) => [file.path, file.edits]),
  );
  const apply = (text: string, path: string | undefined): string =>
    applyEdits(text, distinctEdits(files.get(path) ?? []));
  return {
    ...project,
    text: apply(project.text, undefined),
    environment: apply(project.environment, '.env'),
  };
}

const moved: DigestResolver = {
  resolve: () => Promise.resolve(ok({ digest: otherDigest, mediaType: '', resolvedAt: 0 })),
};

async function pin(project: Project, keepsTag = true): Promise<Project> {
  const report = reportOf(project);
  const result = await pinAll(report, anyImage, never, undefined, { keepsTag });
  return changed(project, editsOf(result));
}

async function update(project: Project): Promise<Project> {
  const judge = (): Promise<{ kind: 'update' }> => Promise.resolve({ kind: 'update' });
  return changed(project, editsOf(await updatePins(reportOf(project), moved, judge, never)));
}

function unpin(project: Project): Project {
  return changed(project, editsOf(unpinAll(reportOf(project))));
}

const reference = fc.constantFrom(
  'redis',
  'python:3.8',
  'localhost:5000/team/app:1.2',
  'ghcr.io/a/b',
  'docker.io/library/a:latest',
);
const lineEnd = fc.constantFrom('\n', '\r\n');

/** Ways of writing a reference in a FROM, with the lines that it needs above. */
const from = reference.chain((image) =>
  fc.constantFrom<readonly [string, string]>(
    ['', `FROM ${image}`],
    ['', `FROM "${image}" AS s`],
    ['', `FROM '${image}'`],
    ['', `FROM \\¶  # why¶  ${image}\t`],
    ['', `FROM ${image.slice(0, 2)}\\¶${image.slice(2)}`],
    ['', `FROM ${image.slice(0, 2)}"${image.slice(2)}"`],
    ['', `FROM ${image.slice(0, -1)}"${image.slice(-1)}"`],
    ['', `FROM ${image.replace(':', '":"')}`],
    ['', `FROM \${X:-${image}}`],
    [`ARG B=${image}¶`, 'FROM $B'],
    [`ARG C="${image}"¶ARG B=\${C}¶`, 'FROM ${B} AS b'],
    [`ARG D=${image}¶`, 'FROM $D-slim'],
    ['', `FROM scratch¶COPY --from=${image} x y`],
    ['', `FROM scratch¶RUN --mount=type=bind,from=${image},target=/b ls`],
  ),
);

const dockerfile = fc
  .tuple(fc.array(from, { maxLength: 4 }), lineEnd, fc.boolean())
  .map(([stages, end, hasDirective]): Project => {
    const lines = [
      hasDirective ? '# syntax=docker/dockerfile:1¶' : '',
      ...stages.map(([above]) => above),
      ...stages.map(([, line]) => `${line}¶`),
    ];
    return { language: 'dockerfile', text: lines.join('').replaceAll('¶', end), environment: '' };
  });

/** Ways of writing a reference as the value of `image`, with what `.env` has for it. */
const image = fc.tuple(reference, fc.nat({ max: 3 })).chain(([name, number]) => {
  const variable = `V${String(number)}`;
  return fc.constantFrom<readonly [string, string]>(
    [name, ''],
    [`"${name}" # why`, ''],
    [`'${name}'`, ''],
    [`&a${String(number)} ${name}`, ''],
    [`"${name.slice(0, -1)}\\x${name.charCodeAt(name.length - 1).toString(16)}"`, ''],
    [`>-¶      ${name}`, ''],
    [`\${X:-${name}}`, ''],
    [`\${${variable}}`, `${variable}=${name}¶`],
    [`"\${${variable}}"`, `# why¶export ${variable} = ${name} # why¶`],
    [`$${variable}`, `${variable}="${name}"¶`],
    [`\${${variable}:-x}`, `${variable}: '${name}'¶`],
    [`\${${variable}}`, `W=${name}¶${variable}=\${W}¶`],
    [`\${${variable}}-slim`, `${variable}=${name}¶`],
  );
});

const compose = fc
  .tuple(fc.array(image, { maxLength: 5 }), lineEnd, fc.boolean())
  .map(([images, end, isInline]): Project => {
    const services = images.map(([value], index) => `  s${String(index)}:¶    image: ${value}¶`);
    const inline = '  i:¶    build:¶      dockerfile_inline: |¶        FROM a:1¶        RUN ls¶';
    const text = `services:¶${services.join('')}${isInline ? inline : ''}`;
    const environment = images.map(([, line]) => line).join('');
    return {
      language: 'compose',
      text: text.replaceAll('¶', end),
      environment: environment.replaceAll('¶', end),
    };
  });

describe.each([
  ['a Dockerfile', dockerfile],
  ['a Compose file with its `.env`', compose],
])('%s', (_, projects) => {
  it('is as it was, to the byte, after a pin and an unpin', async () => {
    await fc.assert(
      fc.asyncProperty(projects, async (project) => {
        expect(unpin(await pin(project))).toEqual(project);
      }),
      { numRuns: 300 },
    );
  });

  it('is changed by a pin wherever one is offered, so that these properties are about something', async () => {
    await fc.assert(
      fc.asyncProperty(projects, async (project) => {
        const isOffered = pinOffers(reportOf(project)).some(({ kind }) => kind === 'ready');
        const { text, environment } = await pin(project);
        expect(text + environment !== project.text + project.environment).toBe(isOffered);
        expect(
          pinOffers(reportOf({ ...project, text, environment })).map(({ kind }) => kind),
        ).not.toContain('ready');
      }),
      { numRuns: 300 },
    );
  });

  it('is as it was, to the byte, after a pin, an update and an unpin', async () => {
    await fc.assert(
      fc.asyncProperty(projects, async (project) => {
        const pinned = await pin(project);
        const updated = await update(pinned);
        const tagged = pinnedImages(reportOf(updated)).filter(
          (pinnedImage) => pinnedImage.kind === 'ready' && pinnedImage.reference.tag !== undefined,
        );
        for (const { digest } of tagged.filter((other) => other.kind === 'ready'))
          expect(digest).toBe(otherDigest);
        expect(unpin(updated)).toEqual(project);
      }),
      { numRuns: 300 },
    );
  });

  it('has the same repositories and the digest in place of the tag when the tag is dropped', async () => {
    await fc.assert(
      fc.asyncProperty(projects, async (project) => {
        const ready = pinOffers(reportOf(project)).filter((offer) => offer.kind === 'ready');
        const after = pinnedImages(reportOf(await pin(project, false))).filter(
          (pinnedImage) => pinnedImage.kind === 'ready',
        );
        const named = ready.map(({ reference: { registry, repository, tag }, version }) => [
          `${registry}/${repository}`,
          version.tag === undefined ? tag : undefined,
        ]);
        expect(
          after.map(({ reference: { registry, repository, tag } }) => [
            `${registry}/${repository}`,
            tag,
          ]),
        ).toEqual(named);
        expect(after.every(({ digest }) => digest === sampleDigest)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
