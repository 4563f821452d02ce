import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { expect, it } from "vitest";
import { limitsSchema } from "../../../src/config/limits-schema.ts";
import { builtGuard, describeGuard } from "../../support/guard.ts";
import { homeManagerForTests } from "../../support/home-manager.ts";
import { describeNix } from "../../support/nix.ts";
import { describeSystemd, startSystemdUser } from "../../support/systemd-user.ts";
import { configuration } from "./configuration.ts";
import { limitCases } from "./limit-cases.ts";

const wrapper = fileURLToPath(new URL("../../../modules/wrapper", import.meta.url));

const rows = Object.entries(limitCases).flatMap(([limit, { right, wrong }]) => [
  ...right.map((value) => ({ limit, value, taken: true })),
  ...wrong.map((value) => ({ limit, value, taken: false })),
]);
const right = rows.filter(({ taken }) => taken);
const directives = {
  memoryMax: "MemoryMax",
  memoryHigh: "MemoryHigh",
  memorySwapMax: "MemorySwapMax",
  cpuQuota: "CPUQuota",
  cpuWeight: "CPUWeight",
  ioWeight: "IOWeight",
  tasksMax: "TasksMax",
} as Record<string, string>;

it("limits are the same in servers.yaml", () => {
  const seen = rows.map((row) => ({
    ...row,
    taken: limitsSchema.safeParse({ [row.limit]: row.value }).success,
  }));
  expect(seen).toEqual(rows);
});

describeNix("limits are taken as systemd takes them", async () => {
  const { evalHome } = await homeManagerForTests();
  const table = `builtins.fromJSON ${nixString(JSON.stringify(rows))}`;

  it("by the options of the slice and of a server", async () => {
    const seen = await evalHome(
      configuration(""),
      `let
        below = option: (option.type.getSubOptions [ ]);
        inherit (options.programs.mcp-nixgen) slice servers;
        takes = limits: row: (below limits).\${row.limit}.type.check row.value;
      in map (row: row // { taken = takes slice row; ofServer = takes (below servers).limits row; }) (${table})`,
    );
    expect(seen).toEqual(rows.map((row) => ({ ...row, ofServer: row.taken })));
  });

  it("by mkMcpWrapper", async () => {
    const seen = await evalHome(
      configuration(""),
      `let
        arguments = import ${wrapper}/arguments.nix { inherit lib; };
        given = row: { name = "a"; package = stdenv; binary = "a"; limits.\${row.limit} = row.value; };
        stdenv = { outPath = "/package"; };
      in map (row: row // {
        taken = (builtins.tryEval (builtins.deepSeq (arguments (given row)).limits null)).success;
      }) (${table})`,
    );
    expect(seen).toEqual(rows);
  });
});

describeGuard("what is taken for a limit", () => {
  it("the guard takes, too", async () => {
    const guard = await builtGuard();
    for (const { limit, value } of right) {
      const property = `${directives[limit]}=${value}`;
      const args = ["--name", "a", "--scope", "none", "--property", property, "--", "true"];
      const { exitCode, stderr } = await execa(guard, args, { reject: false });
      expect({ property, exitCode, stderr }).toEqual({ property, exitCode: 0, stderr: "" });
    }
  });
});

describeSystemd("what is taken for a limit", () => {
  it("systemd takes in a slice, and it limits", async (context) => {
    const manager = await startSystemdUser();
    context.onTestFinished(() => manager.stop());
    const limiting = right.filter(({ value }) => value !== "infinity");
    const units = limiting.map((row, index) => ({ ...row, unit: `limit${index}.slice` }));
    await Promise.all(
      units.map(({ limit, value, unit }) =>
        writeFile(join(manager.unitFolder, unit), `[Slice]\n${directives[limit]}=${value}\n`),
      ),
    );
    await manager.systemctl("daemon-reload");
    const shown = Object.values(directives).map((name) => (name === "CPUQuota" ? `${name}PerSecUSec` : name));
    const without = Object.values(await manager.show("without.slice", ...shown)).sort();
    for (const { limit, value, unit } of units) {
      const seen = Object.values(await manager.show(unit, ...shown)).sort();
      expect({ limit, value, seen }).not.toEqual({ limit, value, seen: without });
    }
  });
});

function nixString(text: string): string {
  return `"${text.replaceAll(/["\\$]/g, "\\$&")}"`;
}
