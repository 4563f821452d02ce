import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ManyErrors, UserError } from "../src/errors.ts";
import { keepSecret, maskSecrets } from "../src/mask-secrets.ts";
import { colorsFor } from "../src/ui/colors.ts";
import { fileDiff } from "../src/ui/diff.ts";
import { createUi } from "../src/ui/terminal-ui.ts";
import type { Ui } from "../src/ui/ui.ts";

const leak = "GET http://user:canary-pw@registry.example/x failed";

describe("maskSecrets", () => {
  it.each([
    ["http://user:pw@registry.example/x", "http://***@registry.example/x"],
    ["https://token@registry.example", "https://***@registry.example"],
    ["http://user:p@ss@registry.example/", "http://***@registry.example/"],
    ['"a":"https://registry.example","@scope/b":1', '"a":"https://registry.example","@scope/b":1'],
    ["git+ssh://git@example.org/a/b.git", "git+ssh://git@example.org/a/b.git"],
    ["https://registry.example/@scope/name", "https://registry.example/@scope/name"],
    ["//registry.example/:_authToken=npm_abc", "//registry.example/:_authToken=***"],
    [
      "Bearer abcdefghijklmnop is not a legal HTTP header value",
      "Bearer *** is not a legal HTTP header value",
    ],
  ])("%s", (text, masked) => {
    expect(maskSecrets(text)).toBe(masked);
    expect(maskSecrets(masked)).toBe(masked);
  });

  it("finds a known secret in any text, also one that begins with another", () => {
    keepSecret("known-secret");
    keepSecret("known-secret-and-more");
    keepSecret("a");
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        expect(maskSecrets(`${before}known-secret${after}`)).not.toContain("known-secret");
      }),
    );
    expect(maskSecrets("a known-secret-and-more")).toBe("a ***");
  });
});

it("an error masks its message, place and hint, and so its stack and JSON", () => {
  const error = new UserError(leak, { code: "E_X", where: leak, hint: leak });
  expect(error.message).toBe("GET http://***@registry.example/x failed");
  for (const text of [error.stack, JSON.stringify(error), new ManyErrors([error]).message])
    expect(text).not.toContain("canary-pw");
});

describe("what goes to the terminal", () => {
  const written = (use: (ui: Ui) => void, live: boolean, columns: number): string => {
    let text = "";
    const colors = colorsFor(false);
    const io = {
      stdout: () => {},
      stderr: (part: string) => {
        text += part;
      },
      stdoutIsTerminal: live,
      stderrIsTerminal: live,
      columns,
      rows: 24,
    };
    const options = { colors, stderrColors: colors, verbosity: "verbose", unicode: false, live } as const;
    const ui = createUi(io, { ...options, keepWarnings: false });
    use(ui);
    ui.close();
    return text;
  };

  it.each([false, true])("lines and tasks; live: %s", (live) => {
    // Narrow terminals cut the text in the middle of the password.
    for (const columns of [30, 34, 38, 80]) {
      const text = written(
        (ui) => {
          const tasks = ui.tasks();
          tasks.start(leak).fail(leak);
          tasks.start("b").done(leak);
          ui.info(leak);
          ui.warn(leak);
          ui.detail(leak);
        },
        live,
        columns,
      );
      expect(text).toContain("http://***@registry.example");
      expect(text).not.toContain("canar");
    }
  });

  it("a diff of a file that holds one", () => {
    const diff = fileDiff("a", `${leak}\nx\n`, `${leak}\ny\n`, colorsFor(false));
    expect(diff).toContain("http://***@");
    expect(diff).not.toContain("canary-pw");
  });
});
