/** Markup that is safe as it stands: only `html` makes it, and `html` escapes every value that is not `Html` itself. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
  toString(): string {
    return this.text;
  }
}

export type Part = Html | string | number | null | undefined | false | readonly Part[];

/**
 * A template tag for HTML and SVG. Strings and numbers are escaped, for text and for quoted attributes alike; lists are joined; `null`,
 * `undefined` and `false` are left out. A number that is not finite throws, so that no `NaN` reaches a coordinate unseen.
 */
export function html(strings: TemplateStringsArray, ...values: readonly Part[]): Html {
  let text = strings[0]!;
  values.forEach((value, i) => {
    text += render(value) + strings[i + 1]!;
  });
  return new Html(text);
}

/** The same tag under the name of what it writes. */
export const svg = html;

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (c) => ESCAPES[c]!);

function render(value: Part): string {
  if (value === null || value === undefined || value === false) return '';
  if (value instanceof Html) return value.text;
  if (typeof value === 'string') return escapeHtml(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new RangeError(`a report cannot show the number ${value}`);
    return String(value);
  }
  return value.map(render).join('');
}

/** JSON for a `<script type="application/json">`: nothing in it can end the element or begin a comment. */
export function embeddedJson(value: unknown): Html {
  const json = JSON.stringify(value);
  return new Html(json.replace(/[<>&\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`));
}
