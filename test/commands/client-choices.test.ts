import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chosenClients, clientChoices } from "../../src/commands/client-choices.ts";
import { clientIds } from "../../src/config/clients.ts";

const place = { platform: "linux", home: "/home/me", env: {} } as const;

describe("clientChoices", () => {
  it("has those that are enabled first, then those that are installed", () => {
    const there = ["/home/me/.claude.json", "/home/me", "/home/me/.config", "/home/me/.cursor"];
    const choices = clientChoices(["zed", "programs-mcp"], place, (path) => there.includes(path));
    expect(choices.slice(0, 5)).toMatchObject([
      { value: "programs-mcp", hint: "enabled in servers.yaml" },
      { value: "zed", hint: "enabled in servers.yaml" },
      { value: "claude-code", hint: "installed" },
      { value: "cursor", hint: "installed" },
      { value: "amp" },
    ]);
    expect(choices.filter(({ hint }) => hint === "installed")).toHaveLength(2);
    expect(new Set(choices.map(({ value }) => value)).size).toBe(choices.length);
  });
});

describe("chosenClients", () => {
  const ids = fc.uniqueArray(fc.constantFrom(...clientIds), { maxLength: 6 });

  it("gives the server just those that were chosen, and takes none from the others", () => {
    fc.assert(
      fc.property(ids, ids, (enabled, chosen) => {
        const { clients, enabledClients } = chosenClients(enabled, chosen);
        const all = enabledClients ?? enabled;
        // As the module does: a server goes to the enabled clients, or to those of them that it names.
        expect(all.filter((id) => clients === undefined || clients.includes(id)).sort()).toEqual(
          [...chosen].sort(),
        );
        expect(all.slice(0, enabled.length)).toEqual(enabled);
      }),
    );
  });

  it("says nothing where nothing changes", () => {
    expect(chosenClients(["zed", "amp"], ["amp", "zed"])).toEqual({});
    expect(chosenClients([], [])).toEqual({});
    expect(chosenClients([], ["amp"])).toEqual({ enabledClients: ["amp"] });
    expect(chosenClients(["amp"], [])).toEqual({ clients: [] });
  });
});
