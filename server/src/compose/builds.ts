import { knownString, type Entry, type YamlDocument } from './yaml.ts';

export type Service = ReadonlyMap<string, Entry>;

/** A chain of `extends` longer than this goes round in a circle. */
const maximalExtensions = 32;

/**
 * The services whose image is built, not pulled: they have a `build`, extend a service of the file that
 * has one, or name the same image as such a service, for which Compose does not insist on a pull either.
 * The pull policy comes first: some pull in spite of a `build`, some never do (Compose Build
 * Specification, "Using build and image").
 */
export function builtServices(
  yaml: YamlDocument,
  services: ReadonlyMap<string, Service>,
): ReadonlySet<Service> {
  const all = [...services.values()];
  const builders = new Set(all.filter((service) => hasBuild(yaml, services, service)));
  const outputs = new Set([...builders].map((service) => imageName(yaml, service)));
  outputs.delete(undefined);
  return new Set(
    all.filter((service) => {
      const policy = knownString(yaml, service.get('pull_policy')?.value) ?? '';
      if (/^(?:always|daily|weekly|every_)/.test(policy)) return false;
      const isLocal = policy === 'never' || policy === 'build';
      return isLocal || builders.has(service) || outputs.has(imageName(yaml, service));
    }),
  );
}

function hasBuild(
  yaml: YamlDocument,
  services: ReadonlyMap<string, Service>,
  service: Service,
): boolean {
  let current: Service | undefined = service;
  for (let step = 0; current !== undefined && step < maximalExtensions; step++) {
    const build = current.get('build');
    if (build !== undefined) return build.value !== undefined;
    current = extendedService(yaml, services, current);
  }
  return false;
}

/** The service of this file that `extends` names, in its short or its long form. */
function extendedService(
  yaml: YamlDocument,
  services: ReadonlyMap<string, Service>,
  service: Service,
): Service | undefined {
  const value = service.get('extends')?.value;
  const fields = yaml.entries(value);
  if (fields.get('file')?.value !== undefined) return undefined;
  return services.get(knownString(yaml, fields.get('service')?.value ?? value) ?? '');
}

/** The image with its defaults, or as written when a variable has none: the same text is the same image. */
function imageName(yaml: YamlDocument, service: Service): string | undefined {
  const image = service.get('image')?.value;
  return (knownString(yaml, image) ?? yaml.text(image)?.text)?.trim();
}
