import { knownString, type Entry, type YamlDocument } from './yaml.ts';

export type Service = ReadonlyMap<string, Entry>;

/**
 * The services whose image is built, not pulled: they have a `build`, or name the same image as one that
 * has, for which Compose does not insist on a pull either.
 * The pull policy comes first: some pull in spite of a `build`, some never do (Compose Build
 * Specification, "Using build and image").
 */
export function builtServices(
  yaml: YamlDocument,
  services: ReadonlyMap<string, Service>,
): ReadonlySet<Service> {
  const all = [...services.values()];
  const builders = new Set(all.filter((service) => service.get('build')?.value !== undefined));
  const outputs = new Set([...builders].map((service) => imageName(yaml, service)));
  outputs.delete(undefined);
  return new Set(
    all.filter((service) => {
      const policy = knownString(yaml, service.get('pull_policy')?.value) ?? '';
      if (/^(?:always|daily|weekly|every_)/.test(policy)) return false;
      if (policy === 'never' || policy === 'build' || builders.has(service)) return true;
      return outputs.size > 0 && outputs.has(imageName(yaml, service));
    }),
  );
}

/** The image with its variables, or as written when a variable has none: the same text is the same image. */
function imageName(yaml: YamlDocument, service: Service): string | undefined {
  const image = service.get('image')?.value;
  return (knownString(yaml, image) ?? yaml.text(image)?.text)?.trim();
}
