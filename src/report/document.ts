import { createHash } from 'node:crypto';
import { Html, html, type Part } from './html.ts';
import { SCRIPT } from './script.ts';
import { STYLE } from './style.ts';

export interface DocumentParts {
  readonly title: string;
  readonly nav: readonly { readonly id: string; readonly name: string }[];
  readonly main: Part;
  /** What stands after the words on research use. */
  readonly footer: Part;
}

/**
 * One HTML file: no network, no framework, and legible without its script. Its own content security policy forbids every request and
 * every script or style but the two written here, which are named by their hashes.
 */
export function document({ title, nav, main, footer }: DocumentParts): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy()}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title} · Fovea</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the results</a>
<nav aria-label="Sections"><span class="brand">Fovea</span><ul>${nav.map(({ id, name }) => html`<li><a href="#${id}">${name}</a></li>`)}</ul><button type="button" id="theme" aria-label="Switch between light and dark" hidden>Dark</button></nav>
<main id="main">
${main}
</main>
<footer><p>Research use only: not a medical device. ${footer}</p></footer>
<script>${new Html(SCRIPT)}</script>
</body>
</html>
`.text;
}

function policy(): string {
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  return `default-src 'none'; img-src data:; style-src ${hash(STYLE)}; script-src ${hash(SCRIPT)}; base-uri 'none'; form-action 'none'`;
}
