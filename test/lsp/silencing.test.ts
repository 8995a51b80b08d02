import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CodeAction, Diagnostic, TextDocumentEdit } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { stringify } from 'yaml';
import { analyze, defaultOptions, type Source } from '../../server/src/analysis/report.ts';
import type { ImageFacts } from '../../server/src/reference/image-facts.ts';
import { pinKey } from '../../server/src/reference/image-keys.ts';
import { cacheFolder } from '../../server/src/registry/cache/cache-folder.ts';
import { diskCache } from '../../server/src/registry/cache/disk-cache.ts';
import { imageFactRecords } from '../../server/src/registry/image-facts-record.ts';
import { createImageKnowledge } from '../../server/src/registry/image-knowledge-store.ts';
import { pinRecords } from '../../server/src/registry/pins/pin-record.ts';
import { rules } from '../../server/src/rules/index.ts';
import type { DocumentedRule, RuleContext, RuleExample } from '../../server/src/rules/rule.ts';
import { bundle, type Bundle } from '../support/bundle.ts';
import { connectTo, modernClient, type LanguageClient } from '../support/language-client.ts';
import { readMarks } from '../support/markers.ts';

let server: Bundle;
let child: ChildProcessWithoutNullStreams;
let client: LanguageClient;
let folder: string;

beforeAll(async () => {
  [server, folder] = await Promise.all([
    bundle('main-lsp.ts'),
    mkdtemp(join(tmpdir(), 'seaworthy-silencing-')),
  ]);
  child = spawn(process.execPath, [server.path, '--stdio'], {
    stdio: 'pipe',
    env: { ...process.env, XDG_CACHE_HOME: join(folder, 'caches'), HOME: folder },
  });
  client = await connectTo(child.stdin, child.stdout, {
    capabilities: modernClient,
    folders: [pathToFileURL(folder).href],
  });
});

afterAll(async () => {
  await client.shutdown();
  client.connection.dispose();
  child.kill('SIGKILL');
  await Promise.all([server.remove(), rm(folder, { recursive: true })]);
});

/** A document on disk in a project of its own, with a configuration that turns every rule on. */
interface Subject {
  readonly uri: string;
  readonly text: string;
  readonly rule: string;
  configure(choice: string | undefined): Promise<void>;
}

/** The configuration that an example is read with; the level is what a person would choose for the rule. */
function configurationFor(
  { id, meta }: DocumentedRule,
  { context = {}, options = {} }: RuleExample,
  level: string,
): string {
  return stringify({
    profile: context.isStrict === true ? 'strict' : 'recommended',
    preview: true,
    rules: { [id]: { severity: level, ...(meta.options === undefined ? {} : { options }) } },
    trustedRegistries: context.trustedRegistries ?? [],
    trustedPublishers: context.trustedPublishers ?? [],
    require: context.requirements ?? [],
    allowImages: context.allowImages ?? [],
  });
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

/** Lets the machine know of the example's images what the example is read with. */
async function learn(
  source: Source,
  { pinFacts, imageFacts }: Partial<RuleContext>,
): Promise<void> {
  const environment = { XDG_CACHE_HOME: join(folder, 'caches') };
  const { platform } = process;
  const caches = cacheFolder({ platform, environment, homeDirectory: folder });
  const pins = diskCache({ folder: caches, kind: pinRecords });
  const images = createImageKnowledge({
    store: diskCache({ folder: caches, kind: imageFactRecords }),
  });
  const { model } = analyze(source, defaultOptions([], '2026-11-23'));
  for (const { image } of model.images) {
    if (image.kind !== 'reference') continue;
    const { reference } = image;
    const facts = reference.digest === undefined ? undefined : pinFacts?.(reference);
    const checkedAt = Date.now();
    if (facts !== undefined) {
      const record = { attemptedAt: checkedAt, facts: { ...facts, checkedAt } };
      await pins.write(pinKey(reference), { ...record, platformsCheckedAt: undefined });
    }
    const known = imageFacts?.(reference);
    if (known !== undefined) await images.note(reference, foundOutAt(checkedAt, known));
  }
}

/** The same, but found out at another time. */
function foundOutAt(at: number, { digest, ...parts }: ImageFacts): ImageFacts {
  const moved = Object.entries(parts).map(([name, part]) => [
    name,
    part === undefined ? undefined : { ...part, at },
  ]);
  return { digest, ...(Object.fromEntries(moved) as typeof parts) };
}

/** Examples that know something of the same image get each an image of their own, as the server remembers what it has read. */
function namedAfter({ id }: DocumentedRule, text: string, { context }: RuleExample): string {
  return context?.imageFacts === undefined
    ? text
    : text.replaceAll('registry.example.com/', `registry.example.com/${id}/`);
}

async function openExample(rule: DocumentedRule, way: string): Promise<Subject> {
  const example = rule.meta.examples.find(({ text }) => text.includes('«'));
  if (example === undefined) throw new Error('no example');
  const text = namedAfter(rule, readMarks(example.text).text, example);
  const project = join(folder, `${rule.id}-${way}`);
  const usualName = example.language === 'compose' ? 'compose.yaml' : 'Dockerfile';
  const path = join(project, example.context?.path ?? usualName);
  for (const secret of example.context?.contextSecrets ?? [])
    await write(join(dirname(path), secret), 'A=b\n');
  const { language } = example;
  await learn({ text, language, path: usualName }, example.context ?? {});
  await write(join(project, 'seaworthy.yaml'), configurationFor(rule, example, rule.meta.severity));
  const uri = pathToFileURL(path).href;
  client.open(uri, text, example.language === 'compose' ? 'yaml' : 'dockerfile');
  return {
    uri,
    text,
    rule: rule.id,
    async configure(level = rule.meta.severity) {
      const configUri = pathToFileURL(join(project, 'seaworthy.yaml')).href;
      client.open(configUri, configurationFor(rule, example, level), 'yaml');
      await client.pull(configUri);
    },
  };
}

async function found({ uri, rule }: Subject): Promise<readonly Diagnostic[]> {
  const report = await client.pull(uri);
  if (report.kind !== 'full') throw new Error('nothing new');
  return report.items.filter(({ code }) => code === rule);
}

async function choose(subject: Subject, title: RegExp): Promise<string> {
  // The first may be in a directive, above which no comment can stand.
  const diagnostic = (await found(subject)).at(-1);
  if (diagnostic === undefined) throw new Error('nothing is found');
  const actions = await client.actions(subject.uri, diagnostic.range, {
    diagnostics: [diagnostic],
  });
  const action = actions.find((candidate) => title.test(candidate.title));
  if (action === undefined) throw new Error(`none of ${actions.map((a) => a.title).join('; ')}`);
  return applied(subject, await client.resolve(action));
}

function applied({ uri, text }: Subject, { edit }: CodeAction): string {
  const changes = (edit?.documentChanges ?? []) as TextDocumentEdit[];
  const edits = changes.flatMap((change) => change.edits.filter((item) => 'newText' in item));
  return TextDocument.applyEdits(TextDocument.create(uri, '', 1, text), edits);
}

describe.each(rules)('$id is silenced', (rule) => {
  it('by a comment where it stands', async () => {
    const subject = await openExample(rule, 'here');
    const before = await found(subject);
    const after = await choose(subject, new RegExp(`^Ignore .*${rule.id}.* here`));
    client.change(subject.uri, 2, { text: after });
    // One comment may cover several findings of one instruction.
    expect((await found(subject)).length).toBeLessThan(before.length);
  });

  it('by a comment for the file', async () => {
    const subject = await openExample(rule, 'file');
    const after = await choose(subject, new RegExp(`^Ignore .*${rule.id}.* in this file`));
    client.change(subject.uri, 2, { text: after });
    expect(await found(subject)).toEqual([]);
  });

  it('by the configuration', async () => {
    const subject = await openExample(rule, 'configuration');
    expect(await found(subject)).not.toEqual([]);
    await subject.configure('off');
    expect(await found(subject)).toEqual([]);
  });
});
