import { expect, it } from "vitest";
import { clientById, clients } from "../../src/clients/clients.ts";
import { vscodeWorkspace } from "../../src/clients/vscode.ts";
import { clientIds } from "../../src/config/clients.ts";
import { absent, linux, mac, servers } from "./servers.ts";

it("has every client of the list but the one without a file, in the list's order", () => {
  expect(clients.map(({ id }) => id)).toEqual(clientIds.filter((id) => id !== "programs-mcp"));
  expect(() => clientById("programs-mcp")).toThrow("programs-mcp has no file of its own");
  for (const client of clients) expect(clientById(client.id)).toBe(client);
});

for (const client of clients)
  it(`${client.id}: what is written, and where`, async () => {
    const golden = {
      docs: client.docs,
      linux: client.file(linux, absent),
      macOS: client.file(mac, absent),
      format: client.format,
      container: client.container,
      servers: Object.fromEntries(
        Object.entries(servers).map(([name, server]) => [name, client.render(server)]),
      ),
    };
    const text = `${JSON.stringify(golden, null, 2)}\n`;
    await expect(text).toMatchFileSnapshot(`golden/${client.id}.json`);
  });

it("VS Code's workspace file has the same shape in another place", () => {
  const workspace = vscodeWorkspace("/src/app");
  expect(workspace.file(linux, absent)).toBe("/src/app/.vscode/mcp.json");
  for (const server of Object.values(servers))
    expect(workspace.render(server)).toEqual(clientById("vscode").render(server));
});

it("the text of a secret's place never stands in for its value", () => {
  for (const client of clients) {
    const result = client.render(servers["http, headers"]);
    if ("problem" in result) {
      expect(result.hint, client.id).not.toBe("");
      continue;
    }
    // The variable's name is there, and whoever deploys is told that the client has to be given it.
    expect(JSON.stringify(result.entry), client.id).toContain("FAR_TOKEN");
    expect(result.notes?.join(), client.id).toContain("from its own environment");
  }
});
