const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** JSON in one line, whose text no terminal takes for a command: what cannot be seen is escaped (RFC 8259, 7). */
export function jsonText(value: unknown): string {
  return JSON.stringify(value).replace(invisible, (character) =>
    [...Array(character.length).keys()]
      .map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}

/** Writes the items of a JSON array one after another, each in its own line. */
export interface ItemWriter {
  write(items: readonly unknown[]): string;
  /** The line that closes the array, behind `indentation`. */
  end(indentation: string): string;
}

export function createItemWriter(indentation: string): ItemWriter {
  let isFirst = true;
  return {
    write(items) {
      let text = '';
      for (const item of items) {
        text += `${isFirst ? '\n' : ',\n'}${indentation}${jsonText(item)}`;
        isFirst = false;
      }
      return text;
    },
    end: (outer) => (isFirst ? ']' : `\n${outer}]`),
  };
}
