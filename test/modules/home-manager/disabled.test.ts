import { expect, it } from "vitest";
import { homeManagerForTests } from "../../support/home-manager.ts";
import { describeNix } from "../../support/nix.ts";
import { configuration } from "./configuration.ts";

const broken = `
  servers.a.package = throw "evaluated";
  servers.a.transport = "http";
  servers.a.secrets.K = { };
  slice.memoryMax = "1G";
  clients.codex.enable = true;`;

describeNix("what is not enabled", async () => {
  const { evalHome } = await homeManagerForTests();
  const drvPath = "home.activationPackage.drvPath";

  it("the module: nothing is installed, nothing evaluated", async () => {
    const without = await evalHome(`{ }`, drvPath);
    await expect(
      evalHome(configuration(broken).replace("enable = true;", "enable = false;"), drvPath),
    ).resolves.toBe(without);
  });

  it("a server: as if it were not there", async () => {
    const one = `servers.b.package = stdio;`;
    const without = await evalHome(
      configuration(`${one} slice.memoryMax = "1G"; clients.codex.enable = true;`),
      drvPath,
    );
    await expect(
      evalHome(configuration(`${one} ${broken} servers.a.enable = false;`), drvPath),
    ).resolves.toBe(without);
  });
});
