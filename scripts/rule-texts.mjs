// Leaves out of the bundled rules what only the documentation and the tests read.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import ts from 'typescript';

const folder = path.resolve(import.meta.dirname, '../server/src/rules');
const isRule = /[\\/]server[\\/]src[\\/]rules[\\/][^\\/]+\.ts$/;

/** An esbuild plugin: no program looks at what `RulePage` in `rules/rule.ts` describes, and the types see to it. */
export const withoutRuleTexts = {
  name: 'without-rule-texts',
  async setup(build) {
    const fields = await pageFields();
    build.onLoad({ filter: isRule }, async ({ path: file }) => ({
      contents: withoutFields(await readFile(file, 'utf8'), fields),
      loader: 'ts',
    }));
  },
};

async function pageFields() {
  const source = parse(await readFile(path.join(folder, 'rule.ts'), 'utf8'));
  const page = source.statements.find(
    (statement) => ts.isInterfaceDeclaration(statement) && statement.name.text === 'RulePage',
  );
  return new Set(page.members.map(({ name }) => name.text));
}

/** The text without these properties of each object that is called `meta`. */
function withoutFields(text, fields) {
  let kept = '';
  let end = 0;
  const visit = (node) => {
    if (!isMeta(node)) return ts.forEachChild(node, visit);
    for (const property of node.initializer.properties.filter(({ name }) =>
      fields.has(name.text),
    )) {
      kept += text.slice(end, property.getFullStart());
      end = text[property.end] === ',' ? property.end + 1 : property.end;
    }
  };
  visit(parse(text));
  return kept + text.slice(end);
}

function isMeta(node) {
  return (
    ts.isPropertyAssignment(node) &&
    node.name.text === 'meta' &&
    ts.isObjectLiteralExpression(node.initializer)
  );
}

function parse(text) {
  return ts.createSourceFile('rule.ts', text, ts.ScriptTarget.Latest);
}
