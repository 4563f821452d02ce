import { ErrorCode, type GetPromptResult, type Prompt } from "@modelcontextprotocol/sdk/types.js";
import { ProtocolError } from "../session/protocol-error.ts";

interface PromptDefinition {
  readonly description: string;
  readonly arguments: readonly {
    readonly name: string;
    readonly description: string;
    readonly required: boolean;
  }[];
  /** What the user is made to say; every required argument is there. */
  text(given: Readonly<Record<string, string>>): string;
}

const definitions: Readonly<Record<string, PromptDefinition>> = {
  find_package: {
    description: "Find the package for a task, and show that it does it",
    arguments: [{ name: "task", description: "What is to be done", required: true }],
    text: ({ task }) =>
      [
        `Find a program in nixpkgs for this task: ${task}`,
        "Search with nixpkgs_search, in two or three different words. Compare the best candidates with nixpkgs_info",
        "(maintained, free, runs on this platform). Run the one you choose with nixpkgs_execute, first with --help or",
        "--version, then on a small example. Say which you chose and why, and what you left out.",
      ].join("\n"),
  },
  use_package: {
    description: "Learn how a package is used, and make it a tool",
    arguments: [
      { name: "attr", description: "Attribute in nixpkgs, such as ripgrep", required: true },
      { name: "goal", description: "What it is for", required: false },
    ],
    text: ({ attr, goal }) =>
      [
        `Make the package ${attr} of nixpkgs a tool with nixpkgs_install_tool.`,
        "Read its --help through the new tool. Then say in ten lines how it is called: the arguments that matter, what it",
        "reads and writes, its exit codes.",
        ...(goal === undefined ? [] : [`What I want to do with it: ${goal}`]),
      ].join("\n"),
  },
};

export function listPrompts(): Prompt[] {
  return Object.entries(definitions).map(([name, { description, arguments: fields }]) => ({
    name,
    description,
    arguments: [...fields],
  }));
}

/** A prompt with its arguments put in. Throws ProtocolError -32602 for an unknown one or a missing argument. */
export function getPrompt(name: string, given: Readonly<Record<string, string>>): GetPromptResult {
  const prompt = Object.hasOwn(definitions, name) ? definitions[name] : undefined;
  if (prompt === undefined) {
    const names = Object.keys(definitions).join(", ");
    throw new ProtocolError(
      ErrorCode.InvalidParams,
      `Unknown prompt: ${name.slice(0, 100)}; there are ${names}`,
    );
  }
  const missing = prompt.arguments.find((field) => field.required && !given[field.name]?.trim());
  if (missing !== undefined)
    throw new ProtocolError(ErrorCode.InvalidParams, `The argument '${missing.name}' is missing`);
  return {
    description: prompt.description,
    messages: [{ role: "user", content: { type: "text", text: prompt.text(given) } }],
  };
}
