import { expect, it } from "vitest";
import { isSecretName } from "../../src/config/secret-name.ts";

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
  "DB_CONNECTION_STRING",
  "AZURE_STORAGE_CONNECTION_STRING",
  "API_KEY_2",
  "APIKEY",
  "AWS_SECRET_ACCESS_KEY",
  "PRIVATE_KEY_PEM",
  "TOKENS",
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
  "MASK_SECRETS",
  "CONNECTION",
  "QUERY_STRING",
  "MAX_API_KEY_2",
  "",
])("%s is none", (name) => expect(isSecretName(name)).toBe(false));
