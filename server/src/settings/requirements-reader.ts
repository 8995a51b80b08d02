import { measures, type SignerSetting } from './inspection-settings.ts';
import { isGiven, nameOf, type Path, type ValueReader } from './value-reader.ts';
import type { Requirement } from './policy.ts';

/** Where files of keys may be that somebody names. */
export type KeyFiles =
  | { readonly are: 'absolute' }
  /** Beside or below the configuration, in `folder`, an absolute path with `/`; without it the path stays as it is written. */
  | { readonly are: 'below'; readonly folder: string | undefined };

/** Reads what a policy requires of images; an entry without images or measures would say nothing and is left out. */
export function readRequirements(
  value: unknown,
  path: Path,
  values: ValueReader,
  keyFiles: KeyFiles,
): readonly Requirement[] {
  return values.list(value, path).flatMap((item, index) => {
    const at = [...path, index];
    const entry = values.object(item, at);
    values.expectKeys(entry, at, ['images', 'measures', 'signers']);
    const images = values.texts(entry['images'], [...at, 'images']) ?? [];
    const required = values.words(entry['measures'], [...at, 'measures'], measures) ?? [];
    if (!isGiven(entry['images']) || !isGiven(entry['measures']))
      values.report(at, 'value', `${nameOf(at)} needs \`images\` and \`measures\`.`);
    const signers = readSigners(entry['signers'], [...at, 'signers'], images, values, keyFiles);
    if (signers.length > 0 && !required.includes('signature'))
      values.report(
        [...at, 'signers'],
        'key',
        `${nameOf([...at, 'signers'])} says who may sign, which needs \`signature\` among the \`measures\`.`,
      );
    const saysSomething = images.length > 0 && required.length > 0;
    return saysSomething ? [{ images, measures: required, signers }] : [];
  });
}

function readSigners(
  value: unknown,
  path: Path,
  images: readonly string[],
  values: ValueReader,
  keyFiles: KeyFiles,
): readonly SignerSetting[] {
  return values.list(value, path).map((item, index) => {
    const signer = readSigner(item, [...path, index], values, keyFiles);
    // One that cannot be used stands for nobody: left out, an entry without others would let anybody sign.
    return { images, ...signer };
  });
}

const signerForms =
  'exactly one of `key` (a public key in PEM), `keyFile`, and `identity` with `issuer`';

export function readSigner(
  value: unknown,
  path: Path,
  values: ValueReader,
  keyFiles: KeyFiles,
): Omit<SignerSetting, 'images'> | undefined {
  const entry = values.object(value, path);
  values.expectKeys(entry, path, ['key', 'keyFile', 'identity', 'issuer']);
  const key = values.text(entry['key'], [...path, 'key']);
  const file = values.text(entry['keyFile'], [...path, 'keyFile']);
  const identity = values.text(entry['identity'], [...path, 'identity']);
  const issuer = values.text(entry['issuer'], [...path, 'issuer']);
  const forms = [key, file, identity ?? issuer].filter((form) => form !== undefined);
  const isWhole = (identity === undefined) === (issuer === undefined);
  if (forms.length !== 1 || !isWhole) {
    values.report(path, 'value', `${nameOf(path)} must have ${signerForms}.`);
    return undefined;
  }
  if (identity !== undefined && issuer !== undefined)
    return readIdentity(identity, issuer, path, values);
  if (key !== undefined) return readKey(key, [...path, 'key'], values);
  return readKeyFile(file ?? '', [...path, 'keyFile'], values, keyFiles);
}

function readIdentity(
  identity: string,
  issuer: string,
  path: Path,
  values: ValueReader,
): Omit<SignerSetting, 'images'> | undefined {
  // Anybody can have a certificate from an issuer that everybody may use.
  if (/^\**$/.test(identity.trim()) || issuer.trim() === '') {
    const sentence = `${nameOf(path)} lets anybody sign: \`identity\` must name somebody, \`issuer\` who vouches for them.`;
    values.report(path, 'value', sentence);
    return undefined;
  }
  return { identity, issuer };
}

function readKey(
  key: string,
  path: Path,
  values: ValueReader,
): Omit<SignerSetting, 'images'> | undefined {
  // The text stays out of the sentence: it may be the private key, put here by mistake.
  if (/-----BEGIN (?:RSA )?PUBLIC KEY-----/.test(key)) return { key };
  values.report(path, 'value', `${nameOf(path)} must be a public key in PEM.`);
  return undefined;
}

function readKeyFile(
  file: string,
  path: Path,
  values: ValueReader,
  keyFiles: KeyFiles,
): Omit<SignerSetting, 'images'> | undefined {
  const isAbsolute = /^(?:[a-z]:)?[\\/]/i.test(file);
  if (keyFiles.are === 'absolute') {
    if (isAbsolute) return { keyFile: file };
    values.report(path, 'value', `${nameOf(path)} must be an absolute path.`);
    return undefined;
  }
  const parts = file.split(/[\\/]/).filter((part) => part !== '' && part !== '.');
  if (isAbsolute || parts.length === 0 || parts.includes('..')) {
    const sentence = `${nameOf(path)} must be the path of a file beside this configuration or below it.`;
    values.report(path, 'value', sentence);
    return undefined;
  }
  const { folder } = keyFiles;
  return { keyFile: folder === undefined ? file : [folder, ...parts].join('/') };
}
