import { expect, it } from "vitest";
import { isSecretName } from "../../src/inspect/secret-name.ts";

it.each([
  "API_KEY",
  "GITHUB_TOKEN",
  "DB_PASSWORD",
  "JIRA_PAT",
  "apiKey",
  "--api-key",
  "CLIENT_SECRET",
  "SENTRY_DSN",
  "GCP_CREDENTIALS_JSON",
])("%s is one", (name) => expect(isSecretName(name)).toBe(true));

it.each([
  "KEYBOARD",
  "MAX_TOKENS",
  "TOKEN_FILE",
  "KEY_ID",
  "AUTH_TYPE",
  "PATH",
  "PUBLIC_KEY",
  "ENABLE_AUTH",
  "TOKEN_TTL",
  "COMPASS",
])("%s is none", (name) => expect(isSecretName(name)).toBe(false));
