import { isMap, isSeq } from 'yaml';
import { readProject, type Project } from '../../server/src/compose/project.ts';
import { servicesOf } from '../../server/src/compose/services.ts';
import type { Value, YamlDocument } from '../../server/src/compose/yaml.ts';
import type { Files } from '../../server/src/text/files.ts';

/** Texts of files by their path relative to the folder of the document. */
export type Disk = Readonly<Record<string, string>>;

export function filesOf(disk: Disk): Files {
  return { read: (path) => (Object.hasOwn(disk, path) ? disk[path] : undefined) };
}

/** Opens one of the files on a disk, the first when none is named. */
export function openProject(disk: Disk, path = Object.keys(disk)[0] ?? ''): Project {
  return readProject(disk[path] ?? '', path, filesOf(disk));
}

/** What a project says of its services, as plain data: strings with `?` for what is not known. */
export function servicesSaid(project: Project): Readonly<Record<string, unknown>> {
  const services = servicesOf(project).map(
    ({ name, value }) => [name, said(project.yaml, value)] as const,
  );
  return Object.fromEntries(services);
}

export function said(yaml: YamlDocument, value: Value | undefined): unknown {
  const items = yaml.items(value).map((item) => said(yaml, item));
  const entries = [...yaml.entries(value)].map(
    ([name, entry]) => [name, said(yaml, entry.value)] as const,
  );
  const text = yaml.text(value);
  if (items.length > 0 && entries.length > 0) return { ...Object.fromEntries(entries), items };
  if (items.length > 0 || (isSeq(value?.node) && text === undefined)) return items;
  if (entries.length > 0 || isMap(value?.node)) return Object.fromEntries(entries);
  return (
    text &&
    yaml
      .expandText(text)
      .map((chunk) => (chunk.kind === 'text' ? chunk.text.text : '?'))
      .join('')
  );
}
