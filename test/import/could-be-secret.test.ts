import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { secretNameWords } from "../../src/config/secret-name.ts";
import { couldBeSecret } from "../../src/import/could-be-secret.ts";

const secret: readonly (readonly [string, string])[] = [
  ["API_KEY", "x"],
  ["API_KEY", "YOUR_API_KEY_HERE"],
  ["apiKey", "hunter2"],
  ["--client-secret", "hunter two"],
  ["X-Api-Key", "short1"],
  ["DB_PASSWORD", "/slash-begins"],
  ["AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"],
  ["SESSION_ID", "abc"],
  ["DATABASE_URL", "postgres://me:pw@host/db"],
  ["ENDPOINT", "https://token123@host.example/x"],
  ["ENDPOINT", "https://host.example/mcp?api_key=a"],
  ["ENDPOINT", "https://host.example/v1/abcDEF123456abcDEF1234/mcp"],
  ["", "ghp_abcdefghijklmnopqrstuvwxyz0123456789"],
  ["ANYTHING", "3f9a1c7e5b2d8f604a1b2c3d4e5f6071"],
  ["ANYTHING", "550e8400-e29b-41d4-a716-446655440000"],
  ["ANYTHING", "dGhpcyBpcyBhIHNlY3JldCB0aGF0IGlz"],
  ["HEADERS", '{"Authorization": "Bearer abc"}'],
  ["CONFIG", '{"password":"abc"}'],
  ["SQL", "Server=db;User Id=sa;Password=abc;"],
  ["CERT", "-----BEGIN RSA PRIVATE KEY-----\nabc\n"],
];

const harmless: readonly (readonly [string, string])[] = [
  ["API_KEY", ""],
  ["LOG_LEVEL", "debug"],
  ["MAX_TOKENS", "4096"],
  ["TOKEN_LIMIT", "100000"],
  ["USE_AUTH", "true"],
  ["AUTH_TYPE", "oauth"],
  ["GITHUB_TOOLSETS", "repos,issues,pull_requests"],
  ["GOOGLE_APPLICATION_CREDENTIALS", "/home/me/keys/service-account.json"],
  ["PRIVATE_KEY_PATH", "~/.ssh/id_ed25519"],
  ["KEY_FILE", "C:\\Users\\me\\key.pem"],
  ["JIRA_URL", "https://acme.atlassian.net/wiki/spaces"],
  ["MODEL", "claude-3-5-sonnet-20241022"],
  ["MODEL", "anthropic.claude-3-5-sonnet-20241022-v2:0"],
  ["NOTION_DATABASE_ID", "3f9a1c7e5b2d8f604a1b2c3d4e5f6071"],
  ["AZURE_TENANT_ID", "11111111-2222-3333-4444-555555555555"],
  ["REGION", "us-east-1"],
  ["HOST", "127.0.0.1"],
  ["HOST", "db.internal.example.com"],
  ["", "@modelcontextprotocol/server-filesystem"],
  ["", "/home/me/Documents/some-long-project-name"],
  ["", "--allow-write"],
  ["", "ModelContextProtocolServer"],
  ["TZ", "America/Argentina/Buenos_Aires"],
  ["EMAIL", "someone.with.a.long.name@example.com"],
  ["COLLECTION", "my-project-collection-2024"],
];

describe("what could be a secret", () => {
  it.each(secret)("%s = %s", (name, value) => {
    expect(couldBeSecret(name, value)).toBe(true);
  });
  it.each(secretNameWords)("whatever has the word %s as its name", (word) => {
    expect(couldBeSecret(word, "anything")).toBe(true);
    expect(couldBeSecret(`MY_${word.toUpperCase()}_2`, "anything")).toBe(true);
  });

  it.each(harmless)("not %s = %s", (name, value) => {
    expect(couldBeSecret(name, value)).toBe(false);
  });

  it("is whatever was made at random, under any name", () => {
    const token = fc
      .tuple(
        fc.constantFrom("", "key-", "tok_", "v1.", "abc:"),
        fc.constantFrom("base64", "hex", "base64url" as const),
        fc.integer({ min: 20, max: 48 }),
        fc.integer(),
      )
      .map(([before, encoding, length, seed]) => {
        const bytes = createHash("sha512").update(String(seed)).digest().subarray(0, length);
        return before + bytes.toString(encoding as BufferEncoding);
      });
    fc.assert(
      fc.property(token, fc.constantFrom("", "SETTING", "VALUE", "FOO"), (value, name) => {
        // One that begins with a slash, and has more of them, is a path; with two after a colon an address.
        fc.pre(!/^(?:abc:\/)?\//.test(value));
        expect(couldBeSecret(name, value)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it("is whatever a secret's name stands before, but truth values, small numbers and paths", () => {
    const word = fc.stringMatching(/^[A-Za-z][A-Za-z !$%&*+-]{2,30}$/);
    fc.assert(
      fc.property(word, fc.constantFrom("API_KEY", "token", "--password", "clientSecret"), (value, name) => {
        fc.pre(
          !/^(?:true|false|yes|no|on|off|null|none|undefined|auto|default|all|any)$/i.test(value.trim()),
        );
        expect(couldBeSecret(name, value)).toBe(true);
      }),
    );
  });
});
