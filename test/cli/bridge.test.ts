import { execa } from "execa";
import { afterAll, beforeAll, expect, it } from "vitest";
import { hello, ready } from "../gateway/client.ts";
import { startSdkServer } from "../gateway/sdk-server.ts";
import { bundledCli, type Cli } from "../support/cli.ts";

let cli: Cli;
beforeAll(async () => {
  cli = await bundledCli();
});
afterAll(() => cli.remove());

const local = "http://127.0.0.1:9/mcp";

it.each([
  [["bridge"], 2, "missing URL"],
  [["bridge", "nonsense"], 2, "begins with http:// or https://"],
  [["bridge", "ftp://a/"], 2, "begins with http:// or https://"],
  [["bridge", "http://user:hunter22@a/"], 2, "must not have a user or a password"],
  [["bridge", local, "--header", "nonsense"], 2, "'NAME: VALUE'"],
  [["bridge", local, "--header", "A: ${NOT_SET}"], 1, "the variable NOT_SET is not set"],
  [["bridge", "http://192.0.2.1/mcp", "--header", "A: ${KEY}"], 1, "KEY would be sent to 192.0.2.1"],
])("%j is refused before anything is sent", async (words, code, message) => {
  const run = await cli.run(words, { env: { KEY: "k3y-of-the-house" } });
  expect(run).toMatchObject({ code, stdout: "", stderr: expect.stringContaining(message) });
  expect(run.stderr).not.toMatch(/hunter22|k3y-of/);
});

it("--json would be in the server's way", async () => {
  const { code, stdout } = await cli.run(["bridge", local, "--json"]);
  expect(code).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({ ok: false, errors: [{ code: "E_USAGE" }] });
});

it("passes messages on, a variable in a header, and ends with its input", async (context) => {
  const server = await startSdkServer();
  context.onTestFinished(() => server.close());
  const list = { jsonrpc: "2.0", id: 2, method: "tools/list" };
  const { exitCode, stdout, stderr } = await execa(
    process.execPath,
    [cli.path, "bridge", server.url.href, "--header=Authorization: Bearer ${TOKEN}"],
    {
      input: [hello, "nonsense", ready, list].map((each) => JSON.stringify(each)).join("\n"),
      env: { TOKEN: "t0ken-of-mine" },
      reject: false,
    },
  );
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  const ids = stdout.split("\n").map((line) => JSON.parse(line).id);
  expect(ids.toSorted()).toEqual([2, "hello", null].toSorted());
  for (const { headers } of server.arrived) expect(headers.authorization).toBe("Bearer t0ken-of-mine");
  expect(server.arrived.at(-1)?.http).toBe("DELETE");
});

it("is ended by a signal, which the server is told", async (context) => {
  const server = await startSdkServer();
  context.onTestFinished(() => server.close());
  const child = execa(process.execPath, [cli.path, "bridge", server.url.href], {
    reject: false,
    buffer: false,
  });
  child.stdin.write(`${JSON.stringify(hello)}\n`);
  await new Promise((resolve) => child.stdout.once("data", resolve));
  expect(server.sessions.size).toBe(1);
  child.kill("SIGTERM");
  expect((await child).exitCode).toBe(143);
  expect(server.sessions.size).toBe(0);
});
