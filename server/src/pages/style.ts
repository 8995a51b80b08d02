/** A style sheet, and the hash by which a content security policy lets it in (CSP level 3, "Matching resources to hashes"). */
export interface PageStyle {
  readonly text: string;
  readonly hash: `sha256-${string}`;
}

const layout = `
*{box-sizing:border-box}
body{margin:0 auto;max-width:64rem;padding:1rem 1.25rem 3rem;color:var(--ink);background:var(--paper);font:var(--font);line-height:1.5}
h1{font-size:1.5em;margin:.5em 0 .25em;overflow-wrap:anywhere}
h2{font-size:1.25em;margin:0 0 .25em}
h3{font-size:1em;margin:1.25em 0 .35em}
p{margin:.35em 0}
a{color:var(--link);text-decoration:underline}
a:focus-visible,summary:focus-visible{outline:2px solid var(--focus);outline-offset:2px}
code{font-family:var(--mono);overflow-wrap:anywhere}
.skip{position:absolute;left:-100vw}
.skip:focus{left:1rem;top:.5rem;background:var(--paper);padding:.25rem .5rem}
.quiet{color:var(--quiet)}
.actions ul,.questions ol{list-style:none;margin:.75em 0;padding:0;display:flex;flex-wrap:wrap;gap:.4rem .9rem}
.actions a{display:inline-block;padding:.2em .8em;color:var(--button-ink);background:var(--button);border:1px solid var(--button-line);text-decoration:none}
.status{border:1px solid var(--line);padding:.5em .75em;margin:.75em 0}
section{border-top:1px solid var(--line);padding-top:1em;margin-top:1.5em}
.verdict{display:inline-block;border:1px solid var(--line);border-left-width:.5em;padding:0 .6em;margin-right:.5em;font-size:.9em}
.good{border-left-color:var(--good)}
.note{border-left-color:var(--note)}
.bad{border-left-color:var(--bad)}
.unknown{border-left-color:var(--quiet)}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;min-width:7em;padding:.25em .75em .25em 0;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
th{font-weight:600}
thead th{overflow-wrap:break-word}
.data th[scope=row]{font-weight:400}
.facts th:first-child{width:13em}
.facts td:last-child{width:30%;color:var(--quiet)}
.mark{font-weight:600}
summary{cursor:pointer;padding:.25em 0}
svg{display:block;width:100%;max-width:44rem;height:auto;margin:.5em 0}
svg text{fill:var(--ink);font:12px var(--mono)}
rect{fill:var(--bar)}
rect.critical{fill:var(--critical)}
rect.high{fill:var(--high)}
rect.medium{fill:var(--medium)}
rect.low{fill:var(--low)}
rect.negligible,rect.unknown{fill:var(--quiet)}
@media (forced-colors:active){svg text,rect,rect[class]{fill:CanvasText}}
@media (max-width:40rem){
table,thead,tbody,tr,th,td{display:block}
thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
tr{padding:.35em 0;border-bottom:1px solid var(--line)}
th,td,.facts th:first-child,.facts td:last-child{width:auto;padding:0;border:0}
.data th[scope=row]{font-weight:600}
td[data-label]::before{content:attr(data-label) ": ";color:var(--quiet)}
}
@media print{.skip,.actions{display:none}}
`;

const standaloneColours = `
:root{color-scheme:light dark;--font:16px system-ui,sans-serif;--mono:ui-monospace,monospace;--ink:#1b1f24;--paper:#fff;--quiet:#57606a;--line:#c9d1d9;--link:#0550ae;--focus:#0550ae;--button:#eef1f4;--button-ink:#1b1f24;--button-line:#57606a;--good:#1a7f37;--note:#9a6700;--bad:#b42318;--bar:#0969da;--critical:#8c1d18;--high:#c2410c;--medium:#9a6700;--low:#0969da}
@media (prefers-color-scheme:dark){:root{--ink:#e6edf3;--paper:#0d1117;--quiet:#9da7b1;--line:#3d444d;--link:#79b8ff;--focus:#79b8ff;--button:#21262d;--button-ink:#e6edf3;--button-line:#9da7b1;--good:#3fb950;--note:#d29922;--bad:#ff7b72;--bar:#58a6ff;--critical:#ff7b72;--high:#f0883e;--medium:#d29922;--low:#58a6ff}}
`;

const editorColours = `
:root{--font:var(--vscode-font-size) var(--vscode-font-family);--mono:var(--vscode-editor-font-family);--ink:var(--vscode-foreground);--paper:var(--vscode-editor-background);--quiet:var(--vscode-descriptionForeground);--line:var(--vscode-contrastBorder,var(--vscode-widget-border,var(--vscode-panel-border)));--link:var(--vscode-textLink-foreground);--focus:var(--vscode-focusBorder);--button:var(--vscode-button-secondaryBackground);--button-ink:var(--vscode-button-secondaryForeground);--button-line:var(--vscode-contrastBorder,var(--vscode-descriptionForeground));--good:var(--vscode-charts-green);--note:var(--vscode-charts-yellow);--bad:var(--vscode-charts-red);--bar:var(--vscode-charts-blue);--critical:var(--vscode-charts-red);--high:var(--vscode-charts-orange);--medium:var(--vscode-charts-yellow);--low:var(--vscode-charts-blue)}
`;

/** Of a page that is read in a browser: its own colours, by what the reader prefers. */
export const standaloneStyle: PageStyle = {
  text: standaloneColours + layout,
  hash: 'sha256-63SRL9kRAaIvWqHYlZSI7rvgBK6gmjnWF0AVMSsjaBM=',
};

/** Of a page in VS Code: the colours and fonts of its theme ("Theming webview content"). */
export const editorStyle: PageStyle = {
  text: editorColours + layout,
  hash: 'sha256-O10+oCLs/8FjRDDN+IpfcjLBAJr+LVZcyZKo+LO/pcE=',
};
