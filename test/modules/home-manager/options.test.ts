import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { clientIds } from "../../../src/config/clients.ts";
import { homeManagerForTests } from "../../support/home-manager.ts";
import { describeNix } from "../../support/nix.ts";
import { configuration, moduleFile } from "./configuration.ts";

const everyOption = `
  let
    flatten = option:
      let inner = option.type.getSubOptions option.loc; in
      [ option ] ++ (if option.visible or true then below inner else [ ]);
    below = set: lib.concatLists (lib.mapAttrsToList (name: value:
      if lib.hasPrefix "_" name then [ ]
      else if value._type or "" == "option" then flatten value
      else if lib.isAttrs value then below value
      else [ ]) set);
  in
  map (option: {
    name = lib.concatStringsSep "." option.loc;
    type = option.type.description or "";
    hasDefault = option ? default || option ? defaultText;
    hasExample = option ? example;
    description = option.description or "";
  }) (below { inherit (options.programs) mcp-nixgen; })`;

/** Options of a record that is given as a whole: what has no default there has to be written. */
const required = /\.(envFile\.path|systemdCredential\.name|keepassxc\.entry|pass\.entry|bitwarden\.item)$/;

describeNix("the options", async () => {
  const { evalHome } = await homeManagerForTests();
  const options = (await evalHome(configuration(""), everyOption)) as {
    name: string;
    type: string;
    hasDefault: boolean;
    hasExample: boolean;
    description: string;
  }[];

  it("are all there", () => {
    const names = options.map(({ name }) => name.replace("programs.mcp-nixgen.", ""));
    for (const name of ["enable", "slice.tasksMax", "clients.zed.enable", "servers.<name>.service.settings"])
      expect(names).toContain(name);
    expect(names).toContain("servers.<name>.secrets.<name>.keepassxc.attribute");
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(options.map((option) => [option.name, option] as const))("%s is documented", (name, option) => {
    expect(option.type).not.toBe("");
    expect(option.hasExample, "example").toBe(true);
    expect(option.hasDefault, "default").toBe(!required.test(name));
    expect(option.description.trim()).toMatch(/^[A-Z`].*[.:)]$/s);
  });
});

it("the clients are those of servers.yaml", async () => {
  const text = await readFile(join(moduleFile, "../clients.nix"), "utf8");
  expect([...text.matchAll(/"([^"]+)"/g)].map((match) => match[1])).toEqual([...clientIds].sort());
});

it("no file of the module is longer than a screen or two", async () => {
  const modules = join(moduleFile, "..");
  for (const folder of ["options", "config"]) {
    for (const entry of await readdir(join(modules, folder), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const lines = (await readFile(join(entry.parentPath, entry.name), "utf8")).split("\n").length;
      expect(lines, entry.name).toBeLessThan(250);
    }
  }
});
