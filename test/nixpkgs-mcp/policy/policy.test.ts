import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ManyErrors, UserError } from "../../../src/errors.ts";
import { decide, decideBuild, decideNetwork } from "../../../src/nixpkgs-mcp/policy/decide.ts";
import { flakeMatches, isOfTemplate } from "../../../src/nixpkgs-mcp/policy/flake-pattern.ts";
import { globMatches } from "../../../src/nixpkgs-mcp/policy/glob.ts";
import { loadPolicy, parsePolicy } from "../../../src/nixpkgs-mcp/policy/load.ts";
import { Permissions } from "../../../src/nixpkgs-mcp/policy/permissions.ts";
import { defaultPolicy } from "../../../src/nixpkgs-mcp/policy/schema.ts";
import { readPolicy } from "../../../src/nixpkgs-mcp/read-policy.ts";

const parse = (text: string) => parsePolicy({ name: "policy.yaml", text });
const bubblewrap = "\nsandbox: bubblewrap\n";
const unmarked = { unfree: false, broken: false, insecure: false, unsupported: false };

function failure(text: string): UserError {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof UserError) return error;
    if (error instanceof ManyErrors) return error.errors[0]!;
    throw error;
  }
  throw new Error("the policy was taken");
}

describe("the short form", () => {
  it("says one thing of all packages", () => {
    const { packages, network } = parse(`packages: ask\nnetwork: deny${bubblewrap}`);
    expect(packages).toEqual({ default: "ask", allow: [], ask: [], deny: [] });
    expect(network.default).toBe("deny");
    // Nothing would keep it.
    expect(failure("network: deny").message).toMatch(/'network' can only be kept with sandbox/);
  });

  it.each(["network: dney", "packages: [curl]", "network: 3"])("%s is none", (text) => {
    expect(failure(text).message).toMatch(/^'\w+' must be one of allow, ask, deny, or a map$/);
  });
});

describe("globs", () => {
  it.each([
    ["python313Packages.*", "python313Packages.requests", true],
    ["*", "", true],
    ["a*b*c", "a--b--b-c", true],
    ["a*b*c", "a--b--b-", false],
    ["?ash", "bash", true],
    ["?ash", "ash", false],
    ["a.c", "abc", false],
    ["[ab]", "a", false],
  ])("%s, %s: %s", (pattern, text, expected) => {
    expect(globMatches(pattern, text)).toBe(expected);
  });

  it("agrees with a regular expression", () => {
    const letters = fc.string({ unit: fc.constantFrom("a", "b", "*", "?", "."), maxLength: 12 });
    const texts = fc.string({ unit: fc.constantFrom("a", "b", "."), maxLength: 12 });
    fc.assert(
      fc.property(letters, texts, (pattern, text) => {
        const source = pattern.replaceAll(".", "\\.").replaceAll("?", ".").replaceAll("*", ".*");
        expect(globMatches(pattern, text)).toBe(new RegExp(`^${source}$`).test(text));
      }),
      { numRuns: 2000 },
    );
  });

  it("does not explode", () => {
    const start = performance.now();
    expect(globMatches("*a".repeat(200), "a".repeat(20_000) + "b")).toBe(false);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});

describe("a policy file", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "policy-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("empty: what holds without one", () => {
    expect(parse("")).toEqual(defaultPolicy);
    expect(parse("# nothing\n")).toEqual(defaultPolicy);
  });

  it("is read as YAML and as JSON", async () => {
    const path = join(folder, "policy.json");
    await writeFile(path, '{ "packages": { "deny": ["curl"] }, "unfree": "deny" }');
    expect(await loadPolicy(path)).toEqual({
      ...defaultPolicy,
      packages: { default: "allow", allow: [], ask: [], deny: ["curl"] },
      unfree: "deny",
    });
  });

  it.each([
    ["unfree: maybe\n", "policy.yaml:1:9", /'unfree' must be one of allow, ask, deny/],
    ["packages:\n  deny: curl\n", "policy.yaml:2:9", /packages\.deny/],
    ["packages:\n  dney: [curl]\n", "policy.yaml:2:3", /unknown key 'dney'/],
    ["version: 2\n", "policy.yaml:1:10", /version/],
    ["sandbox: bubblewrap\nwrite: [tmp]\n", "policy.yaml:2:9", /begins with/],
    ["a: [\n", "policy.yaml:2:1", /./],
    ["- a\n", "policy.yaml:1:1", /the policy/],
    [
      "packages:\n  allow: [jq]\n  deny: ['nixpkgs#curl']\n",
      "policy.yaml:3:10",
      /no package can have this name/,
    ],
    ["packages: { deny: [a b] }\n", "policy.yaml:1:20", /no package can have this name/],
    ["packages: { deny: [legacyPackages.x86_64-linux.curl] }\n", "policy.yaml:1:20", /no package can/],
    ["network: { deny: ['*'] }\n", "policy.yaml:1:10", /only be kept with sandbox/],
    ["write: [/srv]\n", "policy.yaml:1:8", /only be kept with sandbox/],
    ["environment: ['A B']\n", "policy.yaml:1:15", /no variable's name/],
  ])("%j is refused at its place", (text, where, message) => {
    const error = failure(text);
    expect(error.code).toBe("E_POLICY_FILE");
    expect(error.message).toMatch(message);
    expect(error.where).toBe(where);
  });

  it.each([
    ["packages:\n  dney: [curl]\n", "Did you mean 'deny'?"],
    ["network:\n  zzzzzzzz: 1\n", "Known here: default, allow, ask, deny."],
    ["unfre: ask\n", "Did you mean 'unfree'?"],
    ["zzzzzzzz: 1\n", `Known here: ${Object.keys(defaultPolicy).join(", ")}.`],
  ])("%j is told with the keys there are", (text, hint) => {
    expect(failure(text).hint).toBe(hint);
  });

  it("what the sandbox keeps is taken where the command line adds the sandbox", async () => {
    const path = join(folder, "sandboxed.yaml");
    await writeFile(path, "network: { default: deny }\nwrite: [/srv]\n");
    await expect(readPolicy(path, true, null)).rejects.toMatchObject({ code: "E_POLICY_FILE" });
    expect(await readPolicy(path, true, "bubblewrap")).toMatchObject({
      sandbox: "bubblewrap",
      network: { default: "deny" },
    });
    const none = join(folder, "none.yaml");
    expect(await readPolicy(none, false, "bubblewrap")).toEqual({ ...defaultPolicy, sandbox: "bubblewrap" });
    await writeFile(path, "sandbox: bubblewrap\n");
    await expect(readPolicy(path, true, "none")).rejects.toMatchObject({ code: "E_POLICY_FILE" });
  });

  it.each([
    ["pkgs.curl", "curl"],
    ['"curl"', "curl"],
    [' pkgs.python3Packages."requests"', "python3Packages.requests"],
    ['haskellPackages."a.b*"', 'haskellPackages."a.b*"'],
    ["*", "*"],
    ["python313Packages.*", "python313Packages.*"],
    ["nodePackages.@angular/cli", "nodePackages.@angular/cli"],
  ])("the pattern %s is written as requests are: %s", (pattern, normal) => {
    expect(parse(JSON.stringify({ packages: { deny: [pattern] } })).packages.deny).toEqual([normal]);
  });

  it("suggests the key that was meant", () => {
    expect(failure("packages:\n  dney: [curl]\n").hint).toMatch(/'deny'/);
    expect(failure("sandbx: none\n").hint).toMatch(/'sandbox'/);
  });

  it("garbage and aliases without end are errors a person can read", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          parse(text);
        } catch (error) {
          expect(error instanceof ManyErrors || error instanceof UserError).toBe(true);
        }
      }),
    );
    const bomb = ["a: &a [x,x,x,x,x,x,x,x,x]"];
    for (let i = 0; i < 9; i++) {
      const name = String.fromCharCode(97 + i);
      const next = String.fromCharCode(98 + i);
      bomb.push(`${next}: &${next} [${Array(9).fill(`*${name}`).join(",")}]`);
    }
    expect(failure(bomb.join("\n")).code).toBe("E_POLICY_FILE");
  });

  it("a missing one is no permission", async () => {
    await expect(loadPolicy(join(folder, "none.yaml"))).rejects.toMatchObject({ code: "E_POLICY_FILE" });
    await expect(loadPolicy(folder)).rejects.toMatchObject({ code: "E_POLICY_FILE" });
  });
});

describe("decisions", () => {
  it("by default: anything free and sound from nixpkgs, the rest is asked for or denied", () => {
    const of = (marks: Partial<typeof unmarked>) =>
      decide(defaultPolicy, { attr: "x", marks: { ...unmarked, ...marks } }).map(
        ({ verdict, ground }) => `${verdict} ${ground}`,
      );
    expect(of({})).toEqual([]);
    expect(of({ unfree: true })).toEqual(["ask unfree"]);
    expect(of({ unfree: true, broken: true })).toEqual(["deny broken", "ask unfree"]);
    expect(of({ insecure: true, unsupported: true })).toEqual(["deny unsupported", "ask insecure"]);
    expect(decideBuild(defaultPolicy)).toBeNull();
    expect(decideNetwork(defaultPolicy, { attr: "curl" })).toBe("allow");
  });

  it("deny is stronger than ask, ask than allow, a list than the default", () => {
    const policy = parse("packages: { default: deny, allow: ['a*'], ask: ['ab*'], deny: ['abc*'] }");
    const verdict = (attr: string, pname?: string) =>
      decide(policy, { attr, pname }).map(({ verdict }) => verdict)[0] ?? "allow";
    expect(["b", "a", "ab", "abc"].map((attr) => verdict(attr))).toEqual(["deny", "allow", "ask", "deny"]);
    expect(verdict("afoo", "abc")).toBe("deny");
    // A name that is allowed makes no attribute allowed: anyone may call a package anything.
    expect(verdict("b", "a")).toBe("deny");
  });

  it("names of every kind are denied, in capitals too", () => {
    const policy = parse("packages: { deny: [pkgs.Curl] }");
    for (const subject of [{ attr: "curl" }, { attr: "x", pname: "curl" }, { attr: "x", drvName: "curl" }])
      expect(decide(policy, subject)).toHaveLength(1);
    expect(decide(policy, { attr: "x", pname: "y", drvName: null })).toEqual([]);
  });

  it("says what to change: the pattern that matched, where one did", () => {
    const policy = parse("packages: { default: deny, allow: ['curl*'], ask: ['curlF*'], deny: ['curl'] }");
    const remedy = (attr: string, pname?: string) => decide(policy, { attr, pname })[0]?.remedy;
    expect(remedy("x", "curl")).toBe('take "curl" out of packages.deny');
    expect(remedy("curlFull")).toBe('take "curlF*" out of packages.ask');
    expect(remedy("jq")).toBe('add "jq" to packages.allow');
  });

  it("other flakes must be listed", () => {
    const grounds = (flake: string) =>
      decide(defaultPolicy, { attr: "x", flake }).map(({ ground }) => ground);
    expect(grounds("github:NixOS/nixpkgs/abc")).toEqual([]);
    expect(grounds("github:someone/flake")).toEqual(["flakes"]);
    expect(grounds("path:/etc")).toEqual(["flakes"]);
    expect(grounds("github:NixOS/nixpkgs/abc?host=elsewhere.example")).toEqual(["flakes"]);
  });

  it.each([
    ["git+file:///repo?rev=*", "git+file:///repo?rev=abc", true],
    ["git+file:///*?ref=main&rev=*", "git+file:///repo?rev=abc&ref=main", true],
    ["git+file:///repo?rev=*", "git+file:///repo?rev=abc&dir=x", false],
    ["git+file:///repo?rev=*", "git+file:///repo?rev=a&rev=b", false],
    ["git+file:///repo?rev=*&dir=x", "git+file:///repo?rev=abc", false],
    ["git+file:///repo?rev=a*", "git+file:///repo?rev=b", false],
    ["git+file:///repo?rev=*", "git+file:///other?rev=abc", false],
    ["git+file:///repo?rev=*", "git+file:///repo", false],
    ["github:NixOS/nixpkgs/*", "github:NixOS/nixpkgs/abc?host=elsewhere.example", false],
    ["github:*", "github:x?/y", false],
    ["github:NixOS/nixpkg?/*", "github:NixOS/nixpkgs/abc", true],
    ["path:/x?y", "path:/x?y", true],
  ])("%s names %s: %s", (pattern, flake, expected) => {
    expect(flakeMatches(pattern, flake)).toBe(expected);
  });

  it("a template names what has a commit in its place, and nothing else", () => {
    const commit = "0123456789abcdef0123456789abcdef01234567";
    const of = (flake: string, template = "git+file:///repo?rev={revision}") => isOfTemplate(template, flake);
    expect(of(`git+file:///repo?rev=${commit}`)).toBe(true);
    expect(of(`x:${commit}/${commit}`, "x:{revision}/{revision}")).toBe(true);
    expect(of(`git+file:///repo?rev=${commit}&dir=x`)).toBe(false);
    expect(of("git+file:///repo?rev=main")).toBe(false);
    expect(of(`git+file:///other?rev=${commit}`)).toBe(false);
  });
});

describe("questions", () => {
  const objections = decide(defaultPolicy, { attr: "x", marks: { ...unmarked, unfree: true } });

  it("a yes counts for the call, always for the session", async () => {
    const permissions = new Permissions();
    const questions: string[] = [];
    let answer: "yes" | "no" | "always" = "yes";
    const caller = {
      roots: [],
      ask: async (question: string) => {
        questions.push(question);
        return answer;
      },
    };
    const call = permissions.forCall("x", caller);
    await call.overcome(objections);
    await call.overcome(objections);
    expect(questions).toEqual([expect.stringMatching(/Run x .* unfree licence/)]);
    answer = "always";
    await permissions.forCall("x", caller).overcome(objections);
    answer = "no";
    await permissions.forCall("x", caller).overcome(objections);
    expect(questions).toHaveLength(2);
    await expect(permissions.forCall("x", { ...caller }).overcome(objections)).rejects.toMatchObject({
      code: "E_DENIED",
    });
    await expect(permissions.forCall("y", caller).overcome(objections)).rejects.toThrow(/said no/);
  });

  it("a session keeps its answers when its caller is made anew", async () => {
    const permissions = new Permissions();
    await permissions
      .forCall("x", { session: "s", roots: [], ask: async () => "always" })
      .overcome(objections);
    await permissions.forCall("x", { session: "s", roots: [] }).overcome(objections);
    await expect(
      permissions.forCall("x", { session: "t", roots: [] }).overcome(objections),
    ).rejects.toMatchObject({ code: "E_DENIED_NO_ASK", hint: expect.stringContaining("unfree: allow") });
  });

  it("a person who never answers does not keep a cancelled call", async () => {
    const controller = new AbortController();
    const call = new Permissions().forCall(
      "x",
      { roots: [], ask: () => new Promise<never>(() => {}) },
      controller.signal,
    );
    const waiting = call.overcome(objections);
    controller.abort(new Error("cancelled"));
    await expect(waiting).rejects.toThrow("cancelled");
  });

  it("a question that the client fails to put is no permission", async () => {
    const call = new Permissions().forCall("x", { roots: [], ask: () => Promise.reject(new Error("gone")) });
    await expect(call.overcome(objections)).rejects.toThrow("gone");
  });

  it("without an answer there is no network, and no error", async () => {
    expect(await new Permissions().forCall("x", { roots: [] }).network()).toBe(false);
    expect(await new Permissions().forCall("x", { roots: [], ask: async () => "yes" }).network()).toBe(true);
  });
});
