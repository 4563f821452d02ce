import { afterEach, expect, it } from "vitest";
import { UserError } from "../../../src/errors.ts";
import { fakeCatalog, fakeExecutor, fakePackage, fakeSource, finished } from "../server/fakes.ts";
import { type Setting, setting, textOf } from "../server/setting.ts";

const settings: Setting[] = [];

afterEach(async () => {
  await Promise.all(settings.splice(0).map((one) => one.remove()));
});

async function make(...parts: Parameters<typeof setting>): Promise<Setting> {
  const made = await setting(...parts);
  settings.push(made);
  return made;
}

it("arguments of an installed tool are passed by that tool alone", async () => {
  const executor = fakeExecutor(async ({ attr, args }) => finished(attr, args.join(" ")));
  const client = await (await make({ executor })).connect();
  await client.callTool({
    name: "nixpkgs_install_tool",
    arguments: { attr: "jq", args: ["--delete"], program: "other" },
  });
  for (const [name, given] of [
    ["nixpkgs_jq", {}],
    ["jq", {}],
    ["nixpkgs_execute", { attr: "jq" }],
    ["nixpkgs_batch", { runs: [{ attr: "jq" }] }],
  ] as const) {
    await client.callTool({ name, arguments: given });
  }
  const [own, ...others] = executor.requests.map(({ args, program }) => ({ args, program }));
  expect(own).toEqual({ args: ["--delete"], program: "other" });
  expect(others).toHaveLength(3);
  for (const other of others) {
    expect(other.args).not.toContain("--delete");
    expect(other.program).not.toBe("other");
  }
});

it("what could not be run is not installed", async () => {
  const checked: unknown[] = [];
  const executor = {
    ...fakeExecutor(async ({ attr }) => finished(attr, "")),
    check: async (...given: unknown[]) => {
      checked.push(given);
      throw new UserError("the policy denies jq", { code: "E_DENIED" });
    },
  };
  const client = await (await make({ executor })).connect();
  const given = { attr: "jq", program: "jq2" };
  const result = await client.callTool({ name: "nixpkgs_install_tool", arguments: given });
  expect([result.isError, textOf(result)]).toEqual([true, "the policy denies jq"]);
  expect(checked).toEqual([["jq", expect.objectContaining({ pname: "jq" }), "jq2"]]);
  expect((await client.listTools()).tools).toHaveLength(110);
});

it("waits for a catalog that is still being made", async () => {
  const ready = fakeSource(fakeCatalog([fakePackage("hello")]));
  let isThere = () => {};
  const made = new Promise<void>((resolve) => (isThere = resolve));
  const loading = { kind: "loading", what: "index", done: 1, total: 2 } as const;
  let there = false;
  const catalog = {
    ...ready,
    state: () => (there ? ready.state() : loading),
    catalog: async (run: Parameters<typeof ready.catalog>[0] = {}) => {
      run.onState?.(loading);
      await made;
      there = true;
      return ready.catalog();
    },
  };
  // The flake has it not, and must not be what decides.
  const executor = fakeExecutor(async ({ attr }) => finished(attr, ""));
  executor.resolve = () => Promise.reject(new Error("there is no package 'hello'"));
  const client = await (await make({ catalog, executor })).connect();
  const told: string[] = [];
  const installing = client.callTool(
    { name: "nixpkgs_install_tool", arguments: { attr: "hello" } },
    undefined,
    { onprogress: ({ message }) => told.push(message ?? "") },
  );
  setTimeout(isThere, 800);
  expect(textOf(await installing)).toBe("hello 1.0 is now the tool nixpkgs_hello.");
  expect(told).toContainEqual(expect.stringContaining("indexing"));
});
