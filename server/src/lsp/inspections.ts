import type { ExaminationPorts, InspectionTools } from '../analysis/questions/tools.ts';
import type { ImageRegistry } from '../registry/image-registry.ts';
import { inspectionSettings, type InspectionLayer } from '../settings/inspection-reader.ts';
import type { InspectionSettings } from '../settings/inspection-settings.ts';
import type { Settings } from '../settings/settings.ts';
import type { ClientSettings } from './client-settings.ts';
import type { ImageMemory } from './image-memory.ts';
import type { Ports } from './ports.ts';
import type { Registries } from './registries.ts';

export interface InspectionsOptions {
  readonly ports: Pick<Ports, 'createTools' | 'readOwnInspection' | 'now'>;
  readonly settings: ClientSettings;
  readonly registries: Registries;
  readonly images: ImageMemory;
  readonly log: (line: string) => void;
}

interface DocumentSettings extends Pick<InspectionSettings, 'trust'> {
  readonly settings: Settings;
}

interface MadeTools {
  readonly registry: ImageRegistry;
  readonly settings: string;
  readonly tools: InspectionTools;
}

/** How images are looked into for one client, and whom that asks; all of it is the person's own, none of it a workspace's. */
export class Inspections {
  readonly #options: InspectionsOptions;
  #own: Promise<InspectionLayer> | undefined;
  #resets = 0;
  #made: MadeTools | undefined;

  constructor(options: InspectionsOptions) {
    this.#options = options;
  }

  /** What the editor says wins, key by key, over the person's own file, which is read once until settings change. */
  async settings(): Promise<InspectionSettings> {
    const { ports, settings, log } = this.#options;
    this.#own ??= ports.readOwnInspection(log);
    const [own, { inspection }] = await Promise.all([this.#own, settings.of('')]);
    return inspectionSettings(own, inspection);
  }

  /** What is set for a document, and who may sign by what the person says themselves, both as they are now. */
  async settingsFor(uri: string): Promise<DocumentSettings> {
    const resets = this.#resets;
    const settings = await this.#options.settings.of(uri);
    const { trust } = await this.settings();
    // The one may have been replaced while the other was on its way.
    return resets === this.#resets ? { settings, trust } : this.settingsFor(uri);
  }

  /** The file is read anew by whoever is next to ask. */
  reset(): void {
    this.#resets++;
    this.#own = undefined;
  }

  /** All that an examination asks; made anew for another registry client and for other settings. */
  async ports(): Promise<ExaminationPorts> {
    const { ports, registries, images, log } = this.#options;
    const [registry, settings] = await Promise.all([registries.registry(), this.settings()]);
    const written = JSON.stringify(settings);
    if (this.#made?.registry !== registry || this.#made.settings !== written) {
      const tools = await ports.createTools(registry, settings, log);
      this.#made = { registry, settings: written, tools };
    }
    return { ...this.#made.tools, registry, knowledge: images, now: () => ports.now() };
  }
}
