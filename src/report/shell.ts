import { document } from './document.ts';
import { type Html, html } from './html.ts';

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

/** A report: its summary, its sections, and where it came from. */
export function renderShell({ title, fovea, source, holds, summary, sections }: Shell): string {
  const present = sections.filter(([, , content]) => content !== null);
  return document({
    title,
    nav: present.map(([id, name]) => ({ id, name })),
    main: [summary, present.map(([, , content]) => content)],
    footer: html`Made by Fovea ${fovea} from <code>${source}</code>. This file holds ${holds} of patients: keep it as you keep them.`,
  });
}
