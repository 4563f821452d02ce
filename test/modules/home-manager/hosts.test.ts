import { isIPv6 } from "node:net";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { expect, it } from "vitest";
import { hostSchema } from "../../../src/config/listen-address.ts";
import { homeManagerForTests } from "../../support/home-manager.ts";
import { describeNix } from "../../support/nix.ts";
import { configuration } from "./configuration.ts";
import { hostCases } from "./host-cases.ts";

const listeners = fileURLToPath(new URL("../../../modules/config/listeners", import.meta.url));
const json = (value: unknown) =>
  `(builtins.fromJSON ${JSON.stringify(JSON.stringify(value)).replaceAll("$", "\\$")})`;

it("a server's host is the same in servers.yaml", () => {
  for (const [verdict, hosts] of Object.entries(hostCases))
    expect(hosts.map((host) => ({ host, right: hostSchema.safeParse(host).success }))).toEqual(
      hosts.map((host) => ({ host, right: verdict === "right" })),
    );
});

describeNix("a server's host", async () => {
  const { evalHome } = await homeManagerForTests();
  const hostType = `((options.programs.mcp-nixgen.servers.type.getSubOptions [ ]).host.type.check)`;

  it("is an address or a name", async () => {
    for (const [verdict, hosts] of Object.entries(hostCases)) {
      const seen = await evalHome(
        configuration(""),
        `map (host: { inherit host; right = ${hostType} host; }) ${json(hosts)}`,
      );
      expect(seen).toEqual(hosts.map((host) => ({ host, right: verdict === "right" })));
    }
  });

  it("that is an IPv6 address is known as one, however it is written", async () => {
    const part = fc.constantFrom("0", "1", "00ab", "FFFF", "12345", "", ":", "::", "192.0.2.1", "x");
    const texts = [
      ...fc.sample(
        fc.array(part, { minLength: 1, maxLength: 9 }).map((parts) => parts.join(":")),
        { numRuns: 400, seed: 1 },
      ),
      ...fc.sample(fc.ipV6(), { numRuns: 200, seed: 2 }),
    ];
    const seen = await evalHome(
      configuration(""),
      `let host = import ${listeners}/host.nix { inherit lib; }; in
       map (text: if host.isV6 text then host.canonical text else null) ${json(texts)}`,
    );
    expect(texts.filter((text) => isIPv6(text)).length).toBeGreaterThan(100);
    expect(seen).toEqual(texts.map((text) => (isIPv6(text) ? groups(text) : null)));
  });

  it.each([
    ["127.0.0.1", "127.0.0.1", true],
    ["127.0.0.1", "127.0.0.2", false],
    ["localhost", "127.0.0.1", true],
    ["localhost", "0:0::1", true],
    ["::1", "0:0:0:0:0:0:0:1", true],
    ["127.0.0.1", "::1", false],
    ["0.0.0.0", "192.0.2.1", true],
    ["0.0.0.0", "mcp.example", true],
    ["0.0.0.0", "::1", false],
    ["0.0.0.0", "0::0", true],
    ["::", "192.0.2.1", true],
    ["*", "fe80::1", true],
    ["a.example", "A.example", true],
    ["a.example", "b.example", false],
  ])("%s and %s on one port: %s", async (one, other, clash) => {
    const address = `(import ${listeners}/address.nix { inherit lib; })`;
    await expect(
      evalHome(
        "{ }",
        `map (f: f) [ (${address}.clash "${one}" "${other}") (${address}.clash "${other}" "${one}") ]`,
      ),
    ).resolves.toEqual([clash, clash]);
  });
});

/** The eight groups, as the URL standard writes them where nothing is left out. */
function groups(text: string): string {
  const [before = "", after] = new URL(`http://[${text}]`).hostname.slice(1, -1).split("::");
  const [left = [], right = []] = [before, after].map((half) => half?.split(":").filter(Boolean));
  const missing = after === undefined ? 0 : 8 - left.length - right.length;
  return [...left, ...Array.from({ length: missing }, () => "0"), ...right].join(":");
}
