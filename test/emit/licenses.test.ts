import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { describe, expect, test } from "vitest";
import { allLicenseAttributes } from "../../src/emit/license-names.ts";
import { licenseNix } from "../../src/emit/licenses.ts";
import { n } from "../../src/nix/ast.ts";
import { printNix } from "../../src/nix/print.ts";
import { describeNix, requireNix } from "../support/nix.ts";

const text = (stated: string | null) => {
  const { value } = licenseNix(stated);
  return value === null ? null : printNix(value);
};
const many = (...names: string[]) => printNix(n.with(n.get("lib", "licenses"), n.list(names.map(n.id))));

describe("licenseNix", () => {
  test.each([
    ["MIT", "lib.licenses.mit"],
    ["mit", "lib.licenses.mit"],
    ["Apache-2.0", "lib.licenses.asl20"],
    ["GPL-3.0", "lib.licenses.gpl3Only"],
    ["GPL-3.0-or-later", "lib.licenses.gpl3Plus"],
    ["GPL-2.0+", "lib.licenses.gpl2Plus"],
    ["AGPL-3.0-only", "lib.licenses.agpl3Only"],
    ["BUSL-1.1", "lib.licenses.bsl11"],
    ["0BSD", "lib.licenses.bsd0"],
    ["Apache 2.0", "lib.licenses.asl20"],
    ["Apache License, Version 2.0", "lib.licenses.asl20"],
    ["The MIT License (MIT)", "lib.licenses.mit"],
    ["MIT License", "lib.licenses.mit"],
    ["(MIT OR Apache-2.0)", many("mit", "asl20")],
    ["MIT AND ISC", many("mit", "isc")],
    ["Apache-2.0 WITH LLVM-exception", many("asl20", "llvm-exception")],
  ])("knows %s", (stated, expected) => {
    expect(text(stated)).toBe(expected);
    expect(licenseNix(stated).comment).toEqual([]);
  });

  test.each([
    ["PolyForm-Shield-1.0.0", "lib.licenses.unfree"],
    ["Proprietary", "lib.licenses.unfree"],
    ["BSD", "lib.licenses.free"],
    ["MIT OR PolyForm-Shield-1.0.0", "lib.licenses.mit"],
    ["MIT AND (ISC OR 0BSD)", many("mit", "isc", "bsd0")],
    ["Apache-2.0+", "lib.licenses.asl20"],
  ])("says beside it what %s leaves open", (stated, expected) => {
    expect(text(stated)).toBe(expected);
    expect(licenseNix(stated).comment).toEqual([`Stated as ${JSON.stringify(stated)}.`]);
  });

  test("leaves a pointer to a file open, neither free nor unfree", () => {
    expect(licenseNix("SEE LICENSE IN LICENSE.md")).toEqual({
      value: null,
      comment: ['Its licence is stated as "SEE LICENSE IN LICENSE.md".'],
    });
  });

  test("says so where nothing is stated", () => {
    expect(licenseNix(null)).toEqual({ value: null, comment: ["The package states no licence."] });
    expect(licenseNix("UNLICENSED").comment).toEqual([]);
    expect(text("UNLICENSED")).toBe("lib.licenses.unfree");
  });
});

describeNix("the package set's lib.licenses", () => {
  test("has every name we give, for that identifier", async () => {
    const nixpkgs = fileURLToPath(new URL("../nixpkgs", import.meta.url));
    const names = [...allLicenseAttributes()];
    const set = n.call("import", n.path(process.env.MCP_NIXGEN_TEST_NIXPKGS ?? nixpkgs), n.attrs([]));
    const ids = n.list(names.map(([name]) => n.getOr(set, ["lib", "licenses", name, "spdxId"], n.null)));
    const { stdout } = await execa(
      "nix-instantiate",
      ["--eval", "--strict", "--json", "--expr", printNix(ids)],
      {
        env: requireNix().env,
      },
    );
    const found = (JSON.parse(stdout) as (string | null)[]).map((id) => id?.toLowerCase());
    expect(found).toEqual(names.map(([, id]) => id));
    expect(names.length).toBeGreaterThan(200);
  });
});
