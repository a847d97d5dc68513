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
  /** Whether those are numbers: then -5 is one, and no option that there is not. */
  takesNumbers?: boolean;
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
  const { name, takes, takesNumbers = false, summary, details = [] } = definition;
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
      const { positionals, values } = parse(name, args, options, takesNumbers);
      if (values['help']) process.stdout.write(help());
      else await definition.run(positionals, values as Values<O>);
    },
  };
}

function parse(name: string, args: readonly string[], options: Options, takesNumbers: boolean) {
  const refused = (problem: string) => new UsageError(`${problem}: see rayon-pool ${name} --help`);
  try {
    const { positionals, values } = parseArgs({ args: hidden(args), options, allowPositionals: true });
    const negative = positionals.find(isHidden);
    if (negative !== undefined && !takesNumbers) throw refused(`Unknown option '${shown(negative)}'`);
    return { positionals: positionals.map(shown), values: shownValues(values) };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw refused(problemOf(error));
  }
}

/** The first thing that Node.js says: it goes on to explain what a `--` is for. */
function problemOf({ message }: TypeError): string {
  const [problem = ''] = message.split(/\. |\n/);
  const [, way] = / use '(--[\w-]+=-XYZ)'/.exec(message) ?? [];
  const told = way ? problem.replace('is ambiguous', `missing, or to be written as '${way}'`) : problem;
  return told.replace(/\.$/, '');
}

const NEGATIVE = /^-\.?\d/;

/** No argument has it in it: the system ends them there. */
const MARK = '\0';

/**
 * The arguments with negative numbers marked, which Node.js would take for options called `-5`: so that whoever wants a number
 * says which ones it takes.
 */
function hidden(args: readonly string[]): string[] {
  const end = args.indexOf('--');
  return args.map((arg, at) => (NEGATIVE.test(arg) && (end < 0 || at < end) ? MARK + arg : arg));
}

function isHidden(arg: string): boolean {
  return arg.startsWith(MARK);
}

function shown(arg: string): string {
  return isHidden(arg) ? arg.slice(MARK.length) : arg;
}

function shownValues<V>(values: Readonly<Record<string, V>>): Record<string, V | string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? shown(value) : value]),
  );
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
