import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { languageOfName } from '../../analysis/languages.ts';
import { knownRule } from '../../analysis/levels.ts';
import { modelOf } from '../../analysis/model.ts';
import { serviceCard, type ServiceCard } from '../../analysis/service-card.ts';
import { shownText } from '../../analysis/shown-values.ts';
import type { DocumentModel } from '../../model/document-model.ts';
import type { Requirement } from '../../settings/policy.ts';
import { fail, ok, type Result } from '../../text/result.ts';
import { listed } from '../../text/words.ts';
import { Workspace } from '../../workspace/workspace.ts';
import { readSource } from '../files.ts';
import type { CliPorts } from '../ports.ts';

/** A service with the image that it runs, as it is written; undefined where that is built or not known. */
export interface FoundService {
  readonly card: ServiceCard;
  readonly image: string | undefined;
}

/** Reads a service of a Compose file, with the files that belong to it. An error is a sentence. */
export async function findService(
  { file, name }: { readonly file: string; readonly name: string },
  ports: CliPorts,
): Promise<Result<FoundService, string>> {
  const path = resolve(ports.folder, file);
  const read = await readSource(path, languageOfName(path) ?? 'compose');
  if (!read.ok) return fail(read.error.sentence);
  const { language, text } = read.value;
  if (language !== 'compose') return fail(`${file} is no Compose file, so it has no services.`);
  const model = await workspaceOf(ports).settle(pathToFileURL(path).href, ({ surroundings }) =>
    modelOf(text, language, { path: fileNameOf(path), files: surroundings, targets: [] }),
  );
  const card = serviceCard(model, name);
  if (card === undefined) return fail(missingService(file, name, model));
  return ok({ card, image: imageOf(model, name) });
}

/** What the configuration of the current folder requires of images. */
export function requirementsOf(ports: CliPorts): Promise<readonly Requirement[]> {
  const anyDocument = pathToFileURL(resolve(ports.folder, 'compose.yaml')).href;
  return workspaceOf(ports).settle(
    anyDocument,
    ({ configuration }) => configuration.layer.require ?? [],
  );
}

function workspaceOf({ files, rules, root }: CliPorts): Workspace {
  return new Workspace(files, () => undefined, rules.map(knownRule), [pathToFileURL(root).href]);
}

function fileNameOf(path: string): string {
  return path.split(/[/\\]/).at(-1) ?? '';
}

function imageOf({ containers, images }: DocumentModel, name: string): string | undefined {
  const id = containers.findIndex((each) => each.kind === 'service' && each.name === name);
  const image = images.find(({ role, container }) => role === 'service' && container === id)?.image;
  return image?.kind === 'reference' ? image.reference.written : undefined;
}

function missingService(file: string, name: string, { containers }: DocumentModel): string {
  const names = containers.flatMap((each) =>
    each.kind === 'service' && each.name !== undefined ? [shownText(each.name, 60)] : [],
  );
  const there = names.length === 0 ? 'It has none.' : `It has: ${listed(names)}.`;
  return `${file} has no service \`${shownText(name, 60)}\`. ${there}`;
}
