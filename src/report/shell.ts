import { createHash } from 'node:crypto';
import { Html, html } from './html.ts';
import { SCRIPT } from './script.ts';
import { STYLE } from './style.ts';

export interface Shell {
  readonly title: string;
  readonly fovea: string;
  readonly source: string;
  /** What of patients the file holds. */
  readonly holds: string;
  readonly summary: Html;
  /** Those that are null are left out. */
  readonly sections: readonly (readonly [id: string, name: string, content: Html | null])[];
}

/**
 * A report as one HTML file: no network, no framework, and legible without its script. Its own content security policy forbids every
 * request and every script or style but the two written here, which are named by their hashes.
 */
export function renderShell({ title, fovea, source, holds, summary, sections }: Shell): string {
  const present = sections.filter(([, , content]) => content !== null);
  const page = html`<!doctype html>
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
<nav aria-label="Sections"><span class="brand">Fovea</span><ul>${present.map(([id, name]) => html`<li><a href="#${id}">${name}</a></li>`)}</ul><button type="button" id="theme" aria-label="Switch between light and dark" hidden>Dark</button></nav>
<main id="main">
${summary}
${present.map(([, , content]) => content)}
</main>
<footer><p>Research use only: not a medical device. Made by Fovea ${fovea} from <code>${source}</code>. This file holds ${holds} of patients: keep it as you keep them.</p></footer>
<script>${new Html(SCRIPT)}</script>
</body>
</html>
`;
  return page.text;
}

function policy(): string {
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  return `default-src 'none'; img-src data:; style-src ${hash(STYLE)}; script-src ${hash(SCRIPT)}; base-uri 'none'; form-action 'none'`;
}
