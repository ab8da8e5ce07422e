import { stripVTControlCharacters } from 'node:util';
import type { CommandDef } from 'citty';

/** The commands, each loaded only when it is used: `fovea --help` reads none of them. */
const COMMANDS: Record<string, { description: string; load: () => Promise<CommandDef<never>> }> = {
  train: {
    description: 'Train a model on a folder of images',
    load: async () => (await import('./train.ts')).train as never,
  },
  segment: {
    description: 'Train a model that marks a finding, from masks',
    load: async () => (await import('./segment.ts')).segment as never,
  },
  pretrain: {
    description: 'Learn from images without labels, to train from',
    load: async () => (await import('./pretrain.ts')).pretrain as never,
  },
  predict: {
    description: 'Write predictions.csv for images',
    load: async () => (await import('./predict.ts')).predict as never,
  },
  evaluate: {
    description: 'Metrics with intervals and baselines',
    load: async () => (await import('./evaluate.ts')).evaluate as never,
  },
  compare: {
    description: 'Which model is better, or that the data cannot tell',
    load: async () => (await import('./compare.ts')).compare as never,
  },
  explain: {
    description: 'What a model looked at, laid over the images',
    load: async () => (await import('./explain.ts')).explain as never,
  },
  probe: {
    description: 'What frozen features are worth: linear probe, neighbours',
    load: async () => (await import('./probe.ts')).probe as never,
  },
  features: {
    description: 'Features of images, and maps of them',
    load: async () => (await import('./features.ts')).features as never,
  },
  report: {
    description: 'Write the HTML report of a run or a comparison',
    load: async () => (await import('./report.ts')).report as never,
  },
  text: {
    description: 'Language models: train, generate, evaluate',
    load: async () => (await import('./text.ts')).text as never,
  },
  data: {
    description: 'Inspect a data set, or make a synthetic one',
    load: async () => (await import('./data.ts')).data as never,
  },
  models: { description: 'List the models', load: async () => (await import('./models.ts')).models as never },
  doctor: {
    description: 'Check the machine and say what to mend',
    load: async () => (await import('./doctor.ts')).doctor as never,
  },
};

const HELP = `fovea: train CNNs and Vision Transformers on medical images, and measure them honestly

Usage: fovea <command> [options]

${Object.entries(COMMANDS)
  .map(([name, { description }]) => `  ${name.padEnd(10)}${description}`)
  .join('\n')}

Example: fovea train --data xrays --model densenet121 --out runs/first
"fovea <command> --help" says more. Research use only: not a medical device.`;

/** Runs the command line and gives the exit status: 0 done, 1 failed, 2 used wrongly. */
export async function runMain(argv: readonly string[]): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    console.log(HELP);
    return name === undefined ? 2 : 0;
  }
  if (name === '--version' || name === '-v') {
    const { version } = await import('./version.ts');
    console.log(version);
    return 0;
  }
  const entry = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (entry === undefined) {
    console.error(`fovea: no command "${name}"; there are ${Object.keys(COMMANDS).join(', ')}`);
    return 2;
  }
  return runNamed(name, await entry.load(), rest);
}

async function runNamed(name: string, command: CommandDef<never>, argv: string[]): Promise<number> {
  const { renderUsage, runCommand } = await import('citty');
  try {
    const [chosen, own] = await descend(command, argv);
    if (own.includes('--help') || own.includes('-h')) {
      // citty sets the command's name behind its description, where our example stands
      console.log(plain((await renderUsage(chosen)).replace(/ \(fovea[^)]*\)/, '')));
      return 0;
    }
    // what words there were into subcommands are followed; any left are not citty's to follow
    const { subCommands: _, ...alone } = chosen;
    await runCommand(typeof alone.run === 'function' ? alone : chosen, { rawArgs: own.filter((a) => a !== '--debug') });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    return report(name, error, argv);
  }
}

/** Follows words into subcommands (`fovea data inspect`). */
async function descend(command: CommandDef<never>, argv: string[]): Promise<[CommandDef<never>, string[]]> {
  const subCommands =
    (await (typeof command.subCommands === 'function' ? command.subCommands() : command.subCommands)) ?? {};
  const [word, ...rest] = argv;
  if (word === undefined || !Object.hasOwn(subCommands, word)) return [command, argv];
  const sub = (subCommands as Record<string, unknown>)[word];
  return [(typeof sub === 'function' ? await sub() : await sub) as CommandDef<never>, rest];
}

const plain = (text: string) => (process.stdout.isTTY ? text : stripVTControlCharacters(text));

/** One line that says what went wrong; the stack only with --debug. */
function report(name: string, error: unknown, argv: readonly string[]): number {
  const message = error instanceof Error ? error.message : String(error);
  const usage = error instanceof Error && (error.constructor.name === 'UsageError' || error.name === 'CLIError');
  console.error(`fovea ${name}: ${plainLine(message)}${usage ? `; see "fovea ${name} --help"` : ''}`);
  if (argv.includes('--debug') && error instanceof Error) console.error(error.stack);
  return usage ? 2 : 1;
}

const plainLine = (text: string) => stripVTControlCharacters(text).replaceAll(/\s*\n\s*/g, ' ');
