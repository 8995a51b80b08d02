import { readFile } from 'node:fs/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

/** Reads a schema (JSON Schema 2020-12); the function then tells what is wrong with a JSON text. */
export async function validator(schemaFile: URL): Promise<(text: string) => readonly string[]> {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  formats.default(ajv);
  const validate = ajv.compile(JSON.parse(await readFile(schemaFile, 'utf8')) as object);
  return (text) => {
    validate(JSON.parse(text));
    return (validate.errors ?? []).map(
      ({ instancePath, message = '' }) => `${instancePath} ${message}`,
    );
  };
}
