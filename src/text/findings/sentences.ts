/** Full stops that end no sentence. */
const ABBREVIATIONS = /\b(?:dr|mr|mrs|ms|vs|approx|no|fig|e\.g|i\.e|a\.m|p\.m|cm|mm)\.$/i;

/**
 * The sentences of a text, trimmed: split after `.`, `!`, `?` and `;` before white space, and at line feeds. Numbers of lists (`1.`)
 * are left out; decimals and common abbreviations do not split.
 */
export function splitSentences(text: string): string[] {
  const pieces: string[] = [];
  for (const line of text.split(/\r?\n/)) {
    let open = '';
    for (const piece of line.split(/(?<=[.!?;])\s+/)) {
      open = open === '' ? piece : `${open} ${piece}`;
      if (ABBREVIATIONS.test(open)) continue;
      pieces.push(open);
      open = '';
    }
    pieces.push(open);
  }
  return pieces
    .map((piece) => piece.replace(/^\s*\d{1,2}[.)]\s*/, '').trim())
    .filter((piece) => /[\p{L}\p{N}]/u.test(piece));
}
