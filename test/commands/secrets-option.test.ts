import { describe, expect, it } from "vitest";
import type { CommandTable } from "../../src/commands/command.ts";
import { completions } from "../../src/commands/completions.ts";
import { askedProvider, checkDatabase } from "../../src/commands/secrets-option.ts";

const commands: CommandTable = {
  add: { summary: "", load: () => import("../../src/commands/add.ts") },
  import: { summary: "", load: () => import("../../src/commands/import.ts") },
};

describe("--secrets", () => {
  it("names the path of its own in what it says", () => {
    for (const text of ["file:relative", "envFile:a.env", "keepassxc:db.kdbx", "systemdCredential:x"])
      expect(() => askedProvider(text)).toThrow(
        expect.objectContaining({
          code: "E_USAGE",
          message: "the path in --secrets must begin with / or ~/",
          hint: expect.stringContaining(`--secrets ${text.split(":")[0]}:~/`),
        }),
      );
    expect(() => askedProvider("file:/nix/store/x")).toThrow(/Nix store/);
    expect(askedProvider("file:~/keys")).toEqual({ provider: "file", where: "~/keys" });
    expect(askedProvider("sops:secrets/mcp.yaml")).toMatchObject({ where: "secrets/mcp.yaml" });
  });

  it("wants a database of KeePassXC where none is known", () => {
    const asked = askedProvider("keepassxc");
    const with_ = (keepassxc: string | { entry: string; database: string }) =>
      new Map([["x", { name: "x", source: "npm:x", secrets: { A: { keepassxc } } }]]);
    for (const servers of [new Map(), with_("x A")])
      expect(() => checkDatabase(asked, {}, servers)).toThrow(
        expect.objectContaining({ code: "E_USAGE", hint: expect.stringContaining("keepassxc:~/db.kdbx") }),
      );
    checkDatabase(asked, { database: "~/x.kdbx" }, new Map());
    checkDatabase(asked, {}, with_({ entry: "x A", database: "~/x.kdbx" }));
    checkDatabase(askedProvider("keepassxc:~/db.kdbx"), {}, new Map());
    checkDatabase(askedProvider("pass"), {}, new Map());
  });

  it("is completed with the providers", async () => {
    for (const command of ["import", "add"]) {
      const words = (await completions(commands, [command, "--secrets", "s"], async () => [])).map(
        ({ word }) => word,
      );
      expect(words).toEqual(["sops", "secretService", "systemdCredential"]);
    }
  });
});
