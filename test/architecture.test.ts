import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { floors, ports } from '../scripts/floors.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));

function filesBelow(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file));
}

function importsOf(file: string): readonly string[] {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(/^(?:import|export)\s[^;]*?from '([^']+)'|import\('([^']+)'\)/gms)].map(
    (match) => match[1] ?? match[2] ?? '',
  );
}

/** The target of an import: a path below server/src for files, the name for packages. */
function targetOf(file: string, specifier: string): string {
  if (!specifier.startsWith('.')) return specifier;
  return relative(join(root, 'server/src'), resolve(root, dirname(file), specifier));
}

/** Whether a target is the folder, file or package of that name, or in it. */
function isWithin(target: string, name: string): boolean {
  if (name.endsWith('*')) return target.startsWith(name.slice(0, -1));
  return [name, `${name}.ts`].includes(target) || target.startsWith(`${name}/`);
}

describe.each(Object.keys(floors))('server/src/%s', (folder) => {
  const allowed = floors[folder] ?? [];

  it('imports only from the floors below it', () => {
    const wrong = filesBelow(join('server/src', folder)).flatMap((file) =>
      importsOf(file)
        .map((specifier) => targetOf(file, specifier))
        .filter((target) => {
          const isOwn = target.startsWith(`${folder}/`);
          const isAllowed = allowed.some((name) => isWithin(target, name));
          return !isOwn && !isAllowed;
        })
        .map((target) => `${file} → ${target}`),
    );
    expect(wrong).toEqual([]);
  });
});

describe('the edges', () => {
  it('know those who ask only by their ports', () => {
    const asking = ['registry/', 'trust/', 'scanners/', 'engine/'];
    const wrong = ['analysis', 'pages', 'lsp', 'cli'].flatMap((folder) =>
      filesBelow(join('server/src', folder)).flatMap((file) =>
        importsOf(file)
          .map((specifier) => targetOf(file, specifier))
          .filter((target) => asking.some((room) => target.startsWith(room)))
          .filter((target) => !ports.includes(target))
          .map((target) => `${file} → ${target}`),
      ),
    );
    expect(wrong).toEqual([]);
  });

  it('of the client know only vscode and the protocol', () => {
    const wrong = filesBelow('client/src').flatMap((file) =>
      importsOf(file)
        .map((specifier) => targetOf(file, specifier))
        .filter(
          (target) =>
            !target.startsWith('../../client/src/') &&
            !['vscode', 'vscode-languageclient/node', 'lsp/protocol.ts'].includes(target),
        )
        .map((target) => `${file} → ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it('keep files small', () => {
    const long = [...filesBelow('server/src'), ...filesBelow('client/src')].filter(
      (file) => readFileSync(join(root, file), 'utf8').split('\n').length > 330,
    );
    expect(long).toEqual([]);
  });

  it('keep no state in modules', () => {
    const state = filesBelow('server/src').flatMap((file) =>
      [...readFileSync(join(root, file), 'utf8').matchAll(/^(?:export )?(?:let|var) .*/gm)].map(
        ([line]) => `${file}: ${line}`,
      ),
    );
    expect(state).toEqual([]);
  });
});
