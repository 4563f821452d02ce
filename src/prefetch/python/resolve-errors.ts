import { UserError } from "../../errors.ts";
import { NOT_RUN } from "./pip-program.ts";

const MOST_LINES = 12;

const ONLY_INDEX =
  "Dependencies that are addresses (git, a file) cannot be locked: only what is on an index.";

/** A tool's explanation, without hints about flags of its own, cut to what a person reads. */
export function shortened(said: string): string {
  const lines = said
    .split("\n")
    .map((line) => line.trimEnd())
    .filter((line) => line.trim() !== "" && !/^\s*(?:hint|\[notice\]|WARNING):/i.test(line));
  const rest = lines.length - MOST_LINES;
  return rest > 0 ? [...lines.slice(0, MOST_LINES), `… (${rest} more lines)`].join("\n") : lines.join("\n");
}

export function resolveFailed(tool: string, said: string): UserError {
  if (/included as a URL dependency|direct URL/.test(said) || said.includes(NOT_RUN)) {
    return new UserError(`something it needs is at an address of its own: ${shortened(said)}`, {
      code: "E_PYTHON_RESOLVE",
      hint: ONLY_INDEX,
    });
  }
  return new UserError(`${tool} could not resolve its dependencies: ${shortened(said)}`, {
    code: "E_PYTHON_RESOLVE",
    hint: "Run it again if the index could not be reached; the address is the one that uv and pip are configured with.",
  });
}

export function unreadable(tool: string, line: string): UserError {
  return new UserError(`${tool} answers what is no project at a version: ${line}`, {
    code: "E_PYTHON_RESOLVE",
    hint: ONLY_INDEX,
  });
}

export function noSolution(requirement: string, message: string, python: string): UserError {
  return new UserError(`there are no versions that fit together: ${message}`, {
    code: "E_PYTHON_NO_SOLUTION",
    where: requirement,
    hint: `Ask for another version of it or, where the message speaks of Python, for another one than ${python} (\`python\` in servers.yaml).`,
  });
}

export function noTool(): UserError {
  return new UserError(
    "neither uv nor pip (22.2 or newer) is on PATH, and one of them has to resolve the dependencies",
    {
      code: "E_PYTHON_TOOL",
      hint: "Install uv (pipx install uv; nix shell nixpkgs#uv; brew install uv) or pip (apt install python3-pip).",
    },
  );
}

export function wrongPython(requirement: string, message: string, python: string): UserError {
  return new UserError(`it, or something it needs, is not for Python ${python}: ${message}`, {
    code: "E_PYTHON_VERSION",
    where: requirement,
    hint: "Name a Python of nixpkgs that does with `python` in servers.yaml, or ask for an older version of the server.",
  });
}

export function onlyForOthers(requirement: string, project: string): UserError {
  return new UserError(`${project} is published for Windows only`, {
    code: "E_PYTHON_NO_WHEEL",
    where: requirement,
    hint: "Ask for a version of the server that does without it.",
  });
}

export function needsCrates(requirement: string, project: string): UserError {
  return new UserError(
    `${project} has no wheel that fits, and building it needs crates of Rust, which are on no Python index`,
    {
      code: "E_PYTHON_NEEDS_RUST",
      where: requirement,
      hint: "Strategy nixpkgs may have it (`strategy: nixpkgs` in servers.yaml), or another version of the server.",
    },
  );
}

export function noHash(file: string): UserError {
  return new UserError("the index states no sha256 for it", {
    code: "E_PYTHON_HASH",
    where: file,
    hint: "Use an index that follows PEP 503 with hashes, or PEP 691.",
  });
}

export function noFile(project: string, version: string, system: string): UserError {
  return new UserError(
    `the index has no file of ${project} ${version} for ${system}, though a solution has it`,
    {
      code: "E_PYTHON_RESOLVE",
      hint: "Its list of files may be older than its files: run this again later.",
    },
  );
}

export function noBuildSystem(file: string, message: string): UserError {
  return new UserError(`what it takes to build ${file} cannot be had as wheels: ${message}`, {
    code: "E_PYTHON_NO_SOLUTION",
    where: file,
    hint: "Strategy nixpkgs may have it (`strategy: nixpkgs` in servers.yaml), or another version of the server.",
  });
}
