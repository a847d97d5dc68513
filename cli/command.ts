// What a command is: its options stand once, and both the arguments and the help are read off them.
import { parseArgs } from 'node:util';

import { UsageError } from './errors.js';

/** An option of the command line. */
export interface Option {
  type: 'string' | 'boolean';
  short?: string;
  /** What its value is called in the help, where it has one. */
  value?: string;
  /** What it does, in the help. */
  meaning: string;
}

type Options = Readonly<Record<string, Option>>;

type Values<O extends Options> = { [Name in keyof O]?: O[Name]['type'] extends 'string' ? string : boolean };

/** What a command is made of. */
export interface Definition<O extends Options> {
  name: string;
  /** Its arguments besides the options, as the help shows them: `<limit>`, `<file...>`. */
  takes: string;
  /** One line for the list of commands. */
  summary: string;
  /** What the help says below that, line by line. */
  details?: readonly string[];
  options: O;
  run(positionals: readonly string[], values: Values<O>): Promise<void>;
}

/** A command, ready to be run. */
export interface Command {
  readonly name: string;
  readonly takes: string;
  readonly summary: string;
  help(): string;
  run(args: readonly string[]): Promise<void>;
}

const HELP: Option = { type: 'boolean', short: 'h', meaning: 'shows this' };

/** Makes a command of its definition. */
export function command<const O extends Options>(definition: Definition<O>): Command {
  const { name, takes, summary, details = [] } = definition;
  const options: Options = { ...definition.options, help: HELP };
  const usage = ['rayon-pool', name, takes, '[options]'].filter(Boolean).join(' ');
  const help = () =>
    [usage, '', ...[summary, ...details].map(indent), '', ...optionLines(options), ''].join('\n');
  return {
    name,
    takes,
    summary,
    help,
    async run(args) {
      const { positionals, values } = parse(name, args, options);
      if (values['help']) process.stdout.write(help());
      else await definition.run(positionals, values as Values<O>);
    },
  };
}

function parse(name: string, args: readonly string[], options: Options) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    // Node.js goes on to explain what a `--` is for.
    const [problem = ''] = error.message.split(/\. |\n/);
    throw new UsageError(`${problem.replace(/\.$/, '')}: see rayon-pool ${name} --help`);
  }
}

function optionLines(options: Options): string[] {
  const rows = Object.entries(options).map(([name, { short, value, meaning }]) => {
    const long = value ? `--${name} <${value}>` : `--${name}`;
    return [short ? `-${short}, ${long}` : `    ${long}`, meaning] as const;
  });
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, meaning]) => indent(`${left.padEnd(width)}  ${meaning}`));
}

function indent(line: string): string {
  return line && `  ${line}`;
}
