import type { Container, DocumentModel, VariableSetting } from '../model/document-model.ts';
import { dockerHub, type ImageReference } from '../reference/reference.ts';
import type { TextEdit } from '../text/text-edit.ts';

/** Images of Docker Hub that read variables from files, with the names and the ending that their documentation gives. */
const readers: Readonly<Record<string, { readonly names: RegExp; readonly ending: string }>> = {
  'library/postgres': { names: /^POSTGRES_PASSWORD$/, ending: '_FILE' },
  'library/mysql': { names: /^MYSQL_(?:ROOT_)?PASSWORD$/, ending: '_FILE' },
  'library/mariadb': { names: /^(?:MARIADB|MYSQL)_(?:ROOT_)?PASSWORD$/, ending: '_FILE' },
  'library/mongo': { names: /^MONGO_INITDB_ROOT_PASSWORD$/, ending: '_FILE' },
  'library/wordpress': {
    names: /^WORDPRESS_(?:DB_PASSWORD|(?:AUTH|SECURE_AUTH|LOGGED_IN|NONCE)_KEY)$/,
    ending: '_FILE',
  },
  'library/nextcloud': {
    names: /^(?:(?:MYSQL|POSTGRES|NEXTCLOUD_ADMIN|REDIS_HOST|SMTP)_PASSWORD)$/,
    ending: '_FILE',
  },
  'library/redmine': { names: /^REDMINE_(?:DB_PASSWORD|SECRET_KEY_BASE)$/, ending: '_FILE' },
  'library/joomla': { names: /^JOOMLA_DB_PASSWORD$/, ending: '_FILE' },
  'library/influxdb': {
    names: /^DOCKER_INFLUXDB_INIT_(?:PASSWORD|ADMIN_TOKEN)$/,
    ending: '_FILE',
  },
  'grafana/grafana': { names: /^GF_[A-Z_]+$/, ending: '__FILE' },
};

/**
 * Has a service read a variable from a Compose secret; undefined when its image is not known to read files,
 * or when the edits cannot be made exactly: maps in braces, several documents, `secrets` that are there already.
 */
export function secretStoreEdits(
  { text: allText, parts }: DocumentModel,
  { keySite, hardening }: Container,
  image: ImageReference | undefined,
  { name, span }: VariableSetting,
): readonly TextEdit[] | undefined {
  const reader = image?.registry === dockerHub ? readers[image.repository] : undefined;
  if (reader?.names.test(name) !== true || keySite === undefined) return undefined;
  const text = parts[0] === undefined ? allText : allText.slice(0, parts[0].start - 1);
  const setting = /^\w+(\s*:\s|=)/.exec(text.slice(span.start, span.end));
  const hasOtherFiles = parts.some(({ kind }) => kind === 'compose');
  const isTaken = hardening?.presentKeys.has('secrets') ?? true;
  if (setting?.[1] === undefined || isTaken || hasOtherFiles) return undefined;
  if (!/^services\s*:/m.test(text) || /^(?:secrets\s*:|---|\.\.\.)/m.test(text)) return undefined;

  const id = name.toLowerCase();
  const { separator, step } = keySite;
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const section = ['secrets:', `  ${id}:`, `    file: ./secrets/${id}.txt`, ''].join(lineEnd);
  const end = text.length;
  return [
    { span, newText: `${name}${reader.ending}${setting[1]}/run/secrets/${id}` },
    { span: keySite.span, newText: `secrets:${separator}${step}- ${id}${separator}` },
    {
      span: { start: end, end },
      newText: text.endsWith('\n') ? section : lineEnd + section,
    },
  ];
}
