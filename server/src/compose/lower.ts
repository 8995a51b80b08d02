import type { Container, DocumentModel, EmbeddedDocument } from '../model/document-model.ts';
import { borrowedVariables, mergeShared, type TracedOccurrence } from '../model/image.ts';
import { noFiles, type Files } from '../text/files.ts';
import { buildSettingOf } from './build-setting.ts';
import { grantsOf } from './grants.ts';
import { hardeningOf } from './hardening.ts';
import { imagesOf, inlineDockerfiles } from './images.ts';
import { keySiteOf } from './key-site.ts';
import { namedBinds, type NamedBinds } from './mounts.ts';
import { fileNoteOffset, notesOf } from './notes.ts';
import { exposedPorts, publishedPorts } from './ports.ts';
import { readProject } from './project.ts';
import { childSection, emptySection, rootSection, sectionAt } from './section.ts';
import { viewService, type ServiceView } from './service-view.ts';
import { servicesOf, type ComposeService } from './services.ts';
import { startupOf } from './startup.ts';
import { variablesOf } from './variables.ts';

/** Fragments can say the same in thousands of services: what goes beyond this is taken for not said. */
const freeStatements = 20_000;
const statementsPerCharacter = 1 / 4;

/**
 * Lowers a Compose file to the model: its services with what they are granted, every image they name
 * and the Dockerfiles written inside, together with what `files` has of the files that Compose reads with
 * it. Follows the Compose Specification; the obsolete `version` is never read. Any text gives a model; this
 * never throws.
 */
export function lowerCompose(text: string, path = '', files: Files = noFiles): DocumentModel {
  const project = readProject(text, path, files);
  const { yaml } = project;
  const containers: Container[] = [];
  const images: TracedOccurrence[] = [];
  const embedded: EmbeddedDocument[] = [];
  const embeddedAt = new Set<number>();
  const root = rootSection(yaml, { text: project.text, ownEnd: text.length });
  const all = sectionAt(yaml, root, 'services');
  const binds = namedBinds(yaml);
  let statementsLeft = freeStatements + statementsPerCharacter * project.text.length;
  for (const service of servicesOf(project)) {
    const { fields, isBuilt, value } = service;
    for (const image of imagesOf(yaml, fields, containers.length, isBuilt)) images.push(image);
    const section = statementsLeft > 0 ? childSection(yaml, all, value) : emptySection;
    const container = containerOf(service, viewService(yaml, section), binds);
    statementsLeft -= statementsIn(container);
    for (const inner of inlineDockerfiles(yaml, fields)) {
      // Services that share a build have one Dockerfile in one place.
      if (!embeddedAt.has(inner.text.anchor))
        embedded.push({ ...inner, target: container.build?.target });
      embeddedAt.add(inner.text.anchor);
    }
    containers.push(container);
  }
  return {
    language: 'compose',
    text: project.text,
    parts: project.parts,
    containers,
    images: mergeShared(images),
    borrowed: borrowedVariables(images, text.length),
    embedded,
    notes: notesOf(text, root.nodes),
    fileNoteOffset: fileNoteOffset(text),
    syntaxProblem: project.syntaxProblem,
  };
}

/** Written out in full, as copying a bare container takes longer than reading a small service. */
function containerOf(service: ComposeService, view: ServiceView, binds: NamedBinds): Container {
  const keySite = keySiteOf(service.keySpan, view.service);
  return {
    kind: 'service',
    name: service.name,
    nameSpan: service.keySpan,
    reach: 'final',
    base: undefined,
    grants: grantsOf(view, binds),
    variables: variablesOf(view),
    runs: [],
    startup: startupOf(view),
    transfers: [],
    exposed: exposedPorts(view),
    published: publishedPorts(view),
    hardening: hardeningOf(view, keySite),
    build: buildSettingOf(view),
    userSite: undefined,
    keySite,
  };
}

function statementsIn({ grants, variables, exposed, published }: Container): number {
  return grants.length + variables.length + exposed.length + published.length;
}
