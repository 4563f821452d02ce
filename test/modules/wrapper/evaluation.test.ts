import { expect, it } from "vitest";
import { describeNix } from "../../support/nix.ts";
import { evaluateWrapper, evaluationError } from "./support/wrappers.ts";

// Wrong arguments fail at evaluation, with the place.

const secret = (value: unknown) => ({ secrets: { KEY: value } });

describeNix("mkMcpWrapper", () => {
  it.each<[Record<string, unknown>, string]>([
    [{ name: "a b" }, 'mkMcpWrapper "a b": name must be made of letters'],
    [{ memory: 1 }, 'mkMcpWrapper "wrapper": memory is not known (known: name, package, args,'],
    [{ binary: "a/b" }, "binary must be the name of a program"],
    [{ args: "x" }, "args must be a list of strings"],
    [{ args: [["x"]] }, "args must be a list of strings"],
    [{ env: { "A-B": "x" } }, "env.A-B: the name of a variable"],
    [{ env: { SHELLOPTS: "x" } }, "env.SHELLOPTS: SHELLOPTS belongs to the shell"],
    [{ env: { A: ["x"] } }, "env.A must be a string"],
    [{ env: { KEY: "x" }, ...secret({ file: "/x" }) }, "secrets.KEY is in env as well"],
    [{ limits: { memory: 1 } }, "limits.memory is not known (known: cpuQuota,"],
    [
      { limits: { memoryMax: "1 GB" }, scope: true },
      "limits.memoryMax must be a size above 0, in bytes or with K,",
    ],
    [{ name: "nixgen" }, 'mkMcpWrapper "nixgen": name is taken: mcp-nixgen is the program that'],
    [{ name: "Guard" }, "name is taken: mcp-guard is the program"],
    [{ limits: { memoryMax: "1G" }, scope: false }, "limits need scope = true"],
    [{ requireScope: true, scope: false }, "requireScope needs scope = true"],
    [{ slice: "a/b" }, "slice must be the name of a unit"],
    [{ parentDeath: "never" }, "parentDeath must be one of guard, pdeathsig, none"],
    [{ log: "relative/path" }, "log must be true, false, or a path"],
    [{ secretTimeout: 0 }, "secretTimeout must be a whole number above 0"],
    [secret("value"), "secrets.KEY: must be a set with one provider"],
    [secret({}), "secrets.KEY: has no provider (one of: agenix, bitwarden, command, envFile, file,"],
    [secret({ pass: null }), "secrets.KEY: has no provider"],
    [secret({ file: "/x", pass: "y" }), "secrets.KEY: has 2 providers (file, pass): exactly one is needed"],
    [secret({ vault: "x" }), "secrets.KEY: vault is not known (providers: agenix,"],
    [secret({ file: "/x", optional: "yes" }), "secrets.KEY: optional must be true or false"],
    [secret({ file: "/x", timeout: -1 }), "secrets.KEY: timeout must be a whole number above 0"],
    [secret({ file: "keys/x" }), "secrets.KEY: file: path must be absolute, or begin with ~/"],
    [
      secret({ file: "/nix/store/abc-x" }),
      "secrets.KEY: file: path lies in the Nix store, which every user can read",
    ],
    [secret({ file: 5 }), "secrets.KEY: file: must be path, or a set of: path"],
    [secret({ envFile: { path: "/x", key: "a=b" } }), "secrets.KEY: envFile: key must be a name"],
    [
      secret({ envFile: { path: "/x", kee: "a" } }),
      "secrets.KEY: envFile: kee is not known (known: key, path)",
    ],
    [secret({ envFile: {} }), "secrets.KEY: envFile: path is missing"],
    [secret({ sops: { key: "a" } }), "secrets.KEY: sops: needs either name (of sops-nix) or file"],
    [secret({ sops: { name: "a", key: "a" } }), "secrets.KEY: sops: key and ageKeyFile go with file"],
    [secret({ sops: { file: "~/x", key: "a//b" } }), "secrets.KEY: sops: key must be like"],
    [
      secret({ sops: { file: "~/x", ageKeyFile: "/nix/store/x" } }),
      "secrets.KEY: sops: ageKeyFile lies in the Nix store",
    ],
    [secret({ keepassxc: "a/b" }), "secrets.KEY: keepassxc: database is missing"],
    [secret({ keepassxc: { entry: "a", database: "~/x", noPassword: true } }), "noPassword needs a keyFile"],
    [
      secret({ keepassxc: { entry: "a", database: "~/x", passwordCommand: "cat x" } }),
      "passwordCommand must be a list of strings",
    ],
    [secret({ secretService: {} }), "secrets.KEY: secretService: must be a set of attributes"],
    [secret({ secretService: { a: 1 } }), "secrets.KEY: secretService: a must be a string"],
    [secret({ pass: "-x" }), "secrets.KEY: pass: entry must not begin with a dash"],
    [secret({ pass: { entry: "x", line: 0 } }), "secrets.KEY: pass: line must be"],
    [secret({ command: "echo x" }), "secrets.KEY: command: must be argv, or a set of: argv"],
    [secret({ command: [] }), "secrets.KEY: command: argv must be a list of strings"],
    [secret({ onePassword: "vault/item" }), "secrets.KEY: onePassword: reference must be like op://"],
    [
      secret({ bitwarden: { item: "x", field: "pin" } }),
      "secrets.KEY: bitwarden: field must be one of notes, password",
    ],
    [
      secret({ systemdCredential: "a/b" }),
      "secrets.KEY: systemdCredential: name must be the name of a credential",
    ],
    [secret({ systemdCredential: "a:b" }), "systemdCredential: name must be the name of a credential"],
    [{ secrets: { "1x": { file: "/x" } } }, "secrets.1x: the name of a variable"],
    [
      { secrets: { PATH_: { file: "/x" }, RANDOM: { file: "/x" } } },
      "secrets.RANDOM: RANDOM belongs to the shell",
    ],
  ])("refuses %j", async (wrapper, message) => {
    expect((await evaluationError(wrapper))?.replaceAll(/\s+/g, " ")).toContain(message);
  });

  it("tells all that is wrong at once", async () => {
    const error = await evaluationError({ memory: 1, ...secret({}), env: { "1": "x" } });
    for (const message of ["memory is not known", "secrets.KEY: has no provider", "env.1: the name"])
      expect(error).toContain(message);
  });

  it("names its program", async () => {
    expect(await evaluateWrapper({}, "meta.mainProgram")).toBe("mcp-wrapper");
  });
});
