import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { listModels } from './index.ts';

const guide = readFileSync(new URL('../../../docs/models.md', import.meta.url), 'utf8');

test.each(listModels())('docs/models.md tells of $name', (model) => {
  const { name, description, parameters, gmacs, defaultInChannels, defaultImageSize, weights, paper } = model;
  const cells = [
    `\`${name}\``,
    description,
    (parameters / 1e6).toFixed(2),
    gmacs.toPrecision(3),
    `${defaultInChannels} × ${defaultImageSize}²`,
    weights === null ? '–' : `${weights.source} (${weights.licence})`,
    paper,
  ];
  expect(guide).toContain(`| ${cells.join(' | ')} |\n`);
});
