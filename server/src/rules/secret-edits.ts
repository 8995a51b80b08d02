import type { DocumentModel, VariableSetting } from '../model/document-model.ts';
import type { Span } from '../text/span.ts';
import type { TextEdit } from '../text/text-edit.ts';

const withDefault = /^\$\{([A-Za-z_]\w*):?-[^{}]*\}$/;

/**
 * Gives a variable of a Compose file its value from the environment, and an error where that has none;
 * undefined when the value is not one stretch of a line, or when braces would end the YAML around it.
 */
export function requireEdit(
  document: DocumentModel,
  setting: VariableSetting,
): TextEdit | undefined {
  const { valueSpan } = setting;
  const variable = requiredVariable(setting);
  if (valueSpan === undefined || !/^[A-Za-z_]\w*$/.test(variable)) return undefined;
  const [quote = ''] = /^["']/.exec(document.text.slice(valueSpan.start, valueSpan.end)) ?? [];
  if (quote === '' && !canHoldBraces(document, valueSpan)) return undefined;
  return { span: valueSpan, newText: `${quote}\${${variable}:?}${quote}` };
}

/** The variable that is to give the value: the one whose default it is now, or one of the same name. */
export function requiredVariable({ name, written }: VariableSetting): string {
  return withDefault.exec(written?.trim() ?? '')?.[1] ?? name;
}

/** Whether `${…}` can be written into a value: it is quoted or stands in a block, and on one line. */
export function canHoldBraces({ text, parts }: DocumentModel, value: Span): boolean {
  const written = text.slice(value.start, value.end);
  if (/[\r\n]/.test(written) || value.end > (parts[0]?.start ?? text.length)) return false;
  if (/^["']/.test(written)) return true;
  const line = text.slice(text.lastIndexOf('\n', value.start - 1) + 1, value.start);
  const behind = /^\s*/.exec(text.slice(value.end, value.end + 256))?.[0] ?? '';
  const isBlock = /^\s*(?:-\s+)?["']?[\w.-]+["']?(?:\s*:\s*|=)(?:["'][^"']*)?$/.test(line);
  return isBlock && !/^[,}\]]/.test(text.slice(value.end + behind.length));
}
