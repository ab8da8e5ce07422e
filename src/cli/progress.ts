import type { Estimate } from '../stats/index.ts';
import type { Event } from '../train/events.ts';

export interface ProgressView {
  readonly show: (event: Event) => void;
  readonly end: () => void;
}

/** Shows training events on standard error: a bar with the time left on a terminal, plain lines elsewhere. */
export function openProgress(quiet: boolean, out: NodeJS.WriteStream = process.stderr): ProgressView {
  if (quiet) return { show: warnOnly(out), end: () => {} };
  const live = out.isTTY === true;
  let total = 0;
  let firstStep = 0;
  let began = 0;
  let onBar = false;
  const line = (text: string) => {
    out.write(`${onBar ? '\r\u001b[K' : ''}${text}\n`);
    onBar = false;
  };
  const bar = (text: string) => {
    out.write(`\r\u001b[K${text.slice(0, Math.max(20, (out.columns ?? 80) - 1))}`);
    onBar = true;
  };
  const show = (event: Event) => {
    switch (event.event) {
      case 'prepare':
        if (live) bar(`images ${meter(event.done, event.total)} ${event.done}/${event.total}`);
        else if (event.done === event.total) line(`prepared ${event.total} images`);
        break;
      case 'start': {
        total = event.steps;
        const size = `${event.parameters.toLocaleString('en')} parameters, ${event.images} images`;
        line(
          `training in ${event.precision} on ${event.device} with libtorch ${event.libtorch}: ${size}, ${event.epochs} epochs`,
        );
        break;
      }
      case 'weights':
        for (const text of describeWeights(event)) line(text);
        break;
      case 'resume':
        line(`resumed after step ${event.step}`);
        total = event.steps;
        break;
      case 'warning':
        line(`note: ${event.message}`);
        break;
      case 'step': {
        if (began === 0) [began, firstStep] = [performance.now(), event.step - 1];
        if (!live) break;
        const eta = ((performance.now() - began) / (event.step - firstStep)) * (total - event.step);
        bar(
          `epoch ${event.epoch + 1} ${meter(event.step, total)} loss ${event.loss.toFixed(4)} ${event.imagesPerSecond} images/s, ${duration(eta)} left`,
        );
        break;
      }
      case 'averaged': {
        const epochs = event.epochs.map((e) => e + 1).join(', ');
        const outcome = event.taken ? 'taken' : 'left, for the best epoch is better';
        line(
          `mean of the weights of epochs ${epochs}: ${number(event.score)} (best epoch ${number(event.best)}), ${outcome}`,
        );
        break;
      }
      case 'text-start': {
        total = event.steps;
        const count = (n: number) => n.toLocaleString('en');
        const size = `${count(event.parameters)} parameters, ${count(event.tokens)} tokens of ${event.vocabulary} kinds`;
        line(`training ${event.model} with libtorch ${event.libtorch}: ${size}, ${count(event.steps)} steps`);
        break;
      }
      case 'text-step': {
        if (began === 0) [began, firstStep] = [performance.now(), event.step - 1];
        if (!live) break;
        const eta = ((performance.now() - began) / (event.step - firstStep)) * (total - event.step);
        const pace = `${event.tokensPerSecond} tokens/s, ${duration(eta)} left`;
        bar(`${meter(event.step, total)} ${event.step}/${total} loss ${event.loss.toFixed(4)} ${pace}`);
        break;
      }
      case 'text-validation':
        line(`step ${event.step}: ${describeTextValidation(event)}${event.best ? ', best so far' : ''}`);
        break;
      case 'epoch': {
        const measured = [
          describe('AUROC', event.auroc),
          describe('accuracy', event.accuracy),
          describe('Dice of positives', event.dice),
          describeHeldOut(event.heldOut),
        ].join('');
        line(
          `epoch ${event.epoch + 1}: loss ${event.trainLoss.toFixed(4)}, validation loss ${event.valLoss.toFixed(4)}${measured}${event.best ? ', best so far' : ''}`,
        );
        break;
      }
    }
  };
  return { show, end: () => onBar && out.write('\n') };
}

const LISTED = 6;

/** What became of the weights to begin from: counts, then each name that did not simply match, with its reason. */
function describeWeights(event: Event & { event: 'weights' }): string[] {
  const { file, name, matched, adapted, missing, unexpected, reasons } = event;
  const kinds = Object.entries({ adapted, missing, unexpected });
  const counts = kinds.map(([kind, names]) => `${names.length} ${kind}`).join(', ');
  const lines = kinds.flatMap(([kind, names]) => names.map((name) => `  ${kind} ${name}: ${reasons[name] ?? ''}`));
  const more = lines.length > LISTED ? [`  and ${lines.length - LISTED} more, in events.jsonl of the run`] : [];
  return [`weights from ${name ?? file}: ${matched} matched, ${counts}`, ...lines.slice(0, LISTED), ...more];
}

const warnOnly = (out: NodeJS.WriteStream) => (event: Event) => {
  if (event.event === 'warning') out.write(`note: ${event.message}\n`);
};

export function meter(done: number, total: number, width = 20): string {
  const filled = Math.round((width * Math.min(done, total)) / Math.max(total, 1));
  return `[${'#'.repeat(filled)}${'-'.repeat(width - filled)}]`;
}

/** What a validation of a language model measured. */
function describeTextValidation(event: Event & { event: 'text-validation' }): string {
  const { loss, of: what, accuracy, next, auroc } = event;
  return [
    what === 'texts' ? `validation loss ${beside(loss)}` : describeLoss(loss),
    accuracy && `masked tokens guessed ${beside(accuracy)}`,
    next && `next sentences told ${beside(next)}`,
    auroc && `mean AUROC ${beside(auroc)}`,
  ]
    .filter((part) => part !== undefined)
    .join(', ');
}

/** A number with its interval, n and what a trivial guess reaches. */
export const beside = ({ value, low, high, n, baseline }: Estimate): string =>
  `${number(value)} (${number(low)}–${number(high)}, n = ${n.toLocaleString('en')}; trivially ${number(baseline)})`;

/** A language model's loss with all that makes it readable. */
export function describeLoss({ value, low, high, n, baseline }: Estimate): string {
  const range = `${number(low)}–${number(high)}, n = ${n.toLocaleString('en')} tokens`;
  return `validation loss ${number(value)} nats (${range}; token frequencies alone: ${number(baseline)})`;
}

const describe = (name: string, estimate: Estimate | null | undefined) =>
  estimate?.value == null
    ? ''
    : `, ${name} ${number(estimate.value)} (${number(estimate.low)}–${number(estimate.high)}, n = ${estimate.n})`;

const NAMES: Readonly<Record<string, readonly [name: string, baseline: string]>> = {
  reconstruction: ['reconstruction error', 'mean patch'],
  retrieval: ['own view found', 'by chance'],
  crossEntropy: ['cross-entropy', 'even guess'],
  textFound: ['own text found first', 'by chance'],
  imageFound: ['own image found first', 'by chance'],
  contrastive: ['contrastive loss', 'even guess'],
};

/** What a method of pre-training measures, beside what no learning reaches. */
export const describeHeldOut = (heldOut: Readonly<Record<string, Estimate>> | undefined): string =>
  Object.entries(heldOut ?? {})
    .map(([key, estimate]) => {
      const [name, trivial] = NAMES[key] ?? [key, 'baseline'];
      return `${describe(name, estimate).replace(/\)$/, '')}; ${trivial}: ${number(estimate.baseline)})`;
    })
    .join('');

const number = (value: number | null) => (value === null ? '?' : value.toFixed(3));

/** Milliseconds as `1 h 02 min`, `3 min 05 s` or `42 s`. */
export function duration(ms: number): string {
  const s = Math.max(0, Math.round(ms / 1000));
  const pad = (n: number) => String(n).padStart(2, '0');
  if (s < 60) return `${s} s`;
  return s < 3600
    ? `${Math.floor(s / 60)} min ${pad(s % 60)} s`
    : `${Math.floor(s / 3600)} h ${pad(Math.floor((s % 3600) / 60))} min`;
}
