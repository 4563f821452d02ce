import { defineCommand } from "./command.ts";
import { usageError } from "./usage-error.ts";

export const command = defineCommand({
  description:
    "For clients that can only start a server, or that know no way to send a secret: speaks MCP on stdin and stdout, and passes every message on to a server that speaks streamable HTTP. A server that is not up yet is waited for, a session that it has forgotten is begun anew, and what fails on the way is answered with an error. It ends when stdin does.\n\nNothing secret belongs on the command line, where everybody can read it: ${VAR} in a header is replaced by what the environment has. A variable is not sent over plain http:// to another machine.",
  positionals: [
    { name: "url", description: "The server's endpoint: http://… or https://….", required: true },
  ],
  options: {
    header: {
      type: "string",
      value: "'NAME: VALUE'",
      multiple: true,
      description: "A header of every request. ${VAR} is a variable's value; $${ is a literal ${.",
    },
  },
  examples: [
    ["bridge http://127.0.0.1:8931/mcp", "a service of this machine"],
    ["bridge https://mcp.example.org/mcp --header 'Authorization: Bearer ${TOKEN}'", "one with a login"],
  ],
  async run(context, { options, positionals }) {
    if (context.json) throw usageError("--json would be taken for the server's words");
    const [{ headersFrom, refusePlainHttp }, { runBridge }] = await Promise.all([
      import("../gateway/header-arguments.ts"),
      import("../gateway/bridge.ts"),
    ]);
    const url = endpoint(positionals.url);
    const given = headersFrom(options.header, context.env);
    refusePlainHttp(url, given);
    await runBridge({
      url,
      headers: given.headers,
      secrets: given.secrets,
      input: process.stdin,
      output: process.stdout,
      signal: context.signal,
      onTrouble: (text) => context.ui.warn(text),
    });
    return { json: {}, ok: !context.signal.aborted };
  },
});

function endpoint(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !["http:", "https:"].includes(url.protocol))
    throw usageError("URL must be an address that begins with http:// or https://");
  if (url.username !== "" || url.password !== "")
    throw usageError(
      "URL must not have a user or a password",
      "Send a login as a header: --header 'Authorization: Basic ${LOGIN}'.",
    );
  return url;
}
