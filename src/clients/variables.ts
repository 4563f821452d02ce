import type { References } from "./references.ts";

/** `${VAR}` and `$VAR`, in any text: Gemini CLI, Copilot CLI. */
export const shellVariables: References = {
  variable: (name) => `\${${name}}`,
  pattern: /\$(?:\w|\{)/,
};

/** `${VAR}` and `${VAR:-default}`, never `$VAR`: Claude Code. */
export const bracedVariables: References = {
  variable: (name) => `\${${name}}`,
  pattern: /\$\{/,
};

/** `${env:VAR}`, of VS Code's kind of variables: Cursor; Windsurf, which also has `${file:…}`. */
export const editorVariables: References = {
  variable: (name) => `\${env:${name}}`,
  pattern: /\$\{/,
};
