import { knownString, type Value, type YamlAccess } from './yaml.ts';

/** An item of `include`, with its paths as they are written. */
export interface Inclusion {
  /** Files that are merged with each other, the lowest first. */
  readonly paths: readonly string[];
  /** What relative paths in these files start from; undefined for the folder of the first. */
  readonly directory: string | undefined;
  /** Undefined for the `.env` of that folder. */
  readonly environmentFiles: readonly string[] | undefined;
}

/** Compose Specification, "Include": a list of paths or of maps with `path`; a lone one is read as well. */
export function inclusionsOf(yaml: YamlAccess, root: Value | undefined): readonly Inclusion[] {
  const include = yaml.entries(root).get('include')?.value;
  return listed(yaml, include).map((item) => {
    const fields = yaml.entries(item);
    const environmentFiles = fields.get('env_file')?.value;
    return {
      paths: strings(yaml, fields.get('path')?.value ?? item),
      directory: knownString(yaml, fields.get('project_directory')?.value),
      environmentFiles: environmentFiles && strings(yaml, environmentFiles),
    };
  });
}

function strings(yaml: YamlAccess, value: Value | undefined): readonly string[] {
  return listed(yaml, value)
    .map((item) => knownString(yaml, item))
    .filter((text) => text !== undefined);
}

/** The items of a list, or what stands in its place. */
function listed(yaml: YamlAccess, value: Value | undefined): readonly Value[] {
  const items = yaml.items(value);
  return items.length > 0 || value === undefined ? items : [value];
}
