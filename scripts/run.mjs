/** Runs a program with its output in a log, and names the cause in one line when it fails. */
import { spawn } from 'node:child_process';
import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * @param {string} command
 * @param {string[]} args
 * @param {{ log?: string, cwd?: string, env?: NodeJS.ProcessEnv }} [options] `log`: a file that the output is appended to
 * @returns {Promise<{ code: number, output: string }>} never rejects: a program that is absent has code 127
 */
export function run(command, args, { log, cwd, env } = {}) {
  return new Promise((done) => {
    let output = '';
    const finish = (code) => {
      if (log) {
        mkdirSync(dirname(log), { recursive: true });
        appendFileSync(log, `$ ${command} ${args.join(' ')}\n${output}\n`);
      }
      done({ code, output });
    };
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
      });
    }
    let absent = false;
    child.on('error', (error) => {
      absent = true;
      output += `${error.message}\n`;
    });
    child.on('close', (code) => finish(absent ? 127 : (code ?? 1)));
  });
}

/** The line of `output` that says most about a failure: the first that looks like an error, else the last. */
export function cause(output) {
  const lines = output
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  return lines.find((line) => /\b(fatal error|error|E:|ERR!)/i.test(line)) ?? lines.at(-1) ?? 'no output';
}
