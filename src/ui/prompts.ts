import { Writable } from "node:stream";
import { UserError } from "../errors.ts";
import type { Io } from "./io.ts";

export interface Choice<Value extends string> {
  readonly value: Value;
  readonly label: string;
  readonly hint?: string;
}

/** Questions to the person at the terminal. All throw `E_INTERRUPTED` on Ctrl-C and Esc. */
export interface Prompts {
  intro(title: string): void;
  outro(text: string): void;
  /** Lines as they are. */
  show(text: string): void;
  text(question: {
    readonly message: string;
    readonly placeholder?: string;
    readonly initial?: string;
    /** What is wrong with an answer; undefined: nothing. */
    readonly validate?: (answer: string) => string | undefined;
  }): Promise<string>;
  select<Value extends string>(question: {
    readonly message: string;
    readonly choices: readonly Choice<Value>[];
    readonly initial?: Value;
  }): Promise<Value>;
  /** Any number of them, also none. */
  several<Value extends string>(question: {
    readonly message: string;
    readonly choices: readonly Choice<Value>[];
    readonly initial: readonly Value[];
  }): Promise<Value[]>;
  confirm(message: string): Promise<boolean>;
}

export interface PromptOptions {
  /** The terminal's own input. */
  readonly input: NodeJS.ReadStream;
  /** Prompts go where progress goes, to stderr: stdout is for the result. */
  readonly io: Io;
  readonly color: boolean;
  readonly signal: AbortSignal;
}

/** The prompts of `@clack/prompts`, which nothing else imports. */
export async function terminalPrompts({ input, io, color, signal }: PromptOptions): Promise<Prompts> {
  const clack = await import("@clack/prompts");
  const output = outputTo(io, color);
  const common = { input, output, signal };
  const answered = async <Value>(answer: Promise<Value>): Promise<Exclude<Value, symbol>> => {
    const value = await answer;
    if (clack.isCancel(value)) throw stopped();
    return value as Exclude<Value, symbol>;
  };
  return {
    intro: (title) => clack.intro(title, common),
    outro: (text) => clack.outro(text, common),
    show: (text) => clack.log.message(text.split("\n"), common),
    text: ({ message, placeholder, initial, validate }) =>
      answered(
        clack.text({
          ...common,
          message,
          ...(placeholder === undefined ? {} : { placeholder }),
          ...(initial === undefined ? {} : { initialValue: initial }),
          ...(validate === undefined ? {} : { validate: (answer = "") => validate(answer) }),
        }),
      ),
    select: ({ message, choices, initial }) =>
      answered(
        clack.select<string>({
          ...common,
          message,
          options: choices.map((choice) => ({ ...choice })),
          maxItems: shown(io),
          ...(initial === undefined ? {} : { initialValue: initial }),
        }),
      ) as Promise<never>,
    several: ({ message, choices, initial }) =>
      answered(
        clack.multiselect<string>({
          ...common,
          message,
          options: choices.map((choice) => ({ ...choice })),
          initialValues: [...initial],
          maxItems: shown(io),
          required: false,
        }),
      ) as Promise<never>,
    confirm: (message) => answered(clack.confirm({ ...common, message })),
  };
}

/** Choices that are seen at once: a list longer than the screen cannot be redrawn. */
function shown(io: Io): number {
  return Math.max(5, Math.min(12, io.rows - 6));
}

function stopped(): UserError {
  return new UserError("stopped", { code: "E_INTERRUPTED", hint: "Nothing was written." });
}

/** Codes that only colour: 7 and 27 are how a cursor is drawn, and stay. */
const colouring = new RegExp(`${String.fromCharCode(27)}\\[(?!2?7m)[0-9;]*m`, "g");

/** Node 20 colours whatever NO_COLOR says. */
function outputTo(io: Io, color: boolean): NodeJS.WriteStream {
  const output = new Writable({
    decodeStrings: false,
    write(chunk: string | Buffer, _encoding, done) {
      const text = String(chunk);
      io.stderr(color ? text : text.replace(colouring, ""));
      done();
    },
  });
  Object.defineProperties(output, {
    isTTY: { value: true },
    columns: { get: () => io.columns },
    rows: { get: () => io.rows },
  });
  return output as unknown as NodeJS.WriteStream;
}
