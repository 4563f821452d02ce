import { execa } from "execa";
import { expect, it } from "vitest";
import { describeNix, requireNix } from "./nix.ts";

describeNix("the Nix that tests use", () => {
  it("builds something with the host's shell", async () => {
    const nix = requireNix();
    const expr =
      'derivation { name = "hello"; system = builtins.currentSystem; builder = "/bin/sh"; args = [ "-c" "echo hello > $out" ]; }';
    const { stdout } = await execa("nix-build", ["--no-out-link", "--expr", expr], { env: nix.env });
    expect(stdout).toMatch(/^\/.*-hello$/);
  });
});
