import { z } from "zod";
import { nixText, operand, someText } from "./nix-text.ts";
import { encryptedPath, projectFile, runtimePath } from "./runtime-path.ts";

/**
 * Where one secret comes from, at the time the server starts: exactly one provider, and modifiers. Nothing
 * here is the secret itself. The shape is that of the module's option `servers.<name>.secrets.<VAR>`, and what is
 * refused is what `modules/wrapper/providers/` refuses.
 */
const credentialName = someText
  .regex(/^[A-Za-z0-9_.@-]+$/, "a credential's name has only letters, digits and any of _ . @ -")
  .regex(/^(?!\.{1,2}$)/, "'.' and '..' are folders");
const argv = z.tuple([someText], nixText);
const seconds = z.int().min(1);
const sopsPart = someText.regex(/^[^[]+$/, "sops takes '[' for its own");

const providers = {
  file: runtimePath
    .optional()
    .describe(
      "A file that holds the secret and nothing else. ~/, $HOME/, ${XDG_RUNTIME_DIR}/, $XDG_CONFIG_HOME/, %r and %h are expanded when the server starts.",
    ),
  envFile: z
    .union([
      runtimePath,
      z.strictObject({
        path: runtimePath.describe("The file."),
        key: z
          .string()
          .regex(
            /^[A-Za-z_][A-Za-z0-9_.-]*$/,
            "a key has only letters, digits and any of _ . -, and starts with a letter or _",
          )
          .optional()
          .describe("The key in it. Default: the variable's own name."),
      }),
    ])
    .optional()
    .describe("A file of KEY=value lines (.env, systemd's EnvironmentFile); one of them is taken."),
  sops: z
    .union([
      someText,
      z.strictObject({
        file: projectFile.describe("The encrypted file; a relative path is relative to this file."),
        key: z
          .union([
            someText.regex(
              /^[^/[]+(?:\/[^/[]+)*$/,
              "names with one '/' between them, and without '[', which sops takes for its own",
            ),
            z.array(z.union([sopsPart, z.int().min(0)])).min(1),
          ])
          .nullish()
          .describe(
            "The key in it; nested ones with slashes: mcp/firecrawl, or as a list of names and indexes: [mcp, 0, a/b]. Default, and null: the whole file.",
          ),
        ageKeyFile: runtimePath.optional().describe("The age key to decrypt with. Default: sops' own."),
      }),
    ])
    .optional()
    .describe("A secret that sops-nix has by this name; or a file that sops itself decrypts."),
  agenix: someText.optional().describe("A secret that agenix has by this name."),
  keepassxc: z
    .union([
      operand,
      z.strictObject({
        entry: operand.describe("The entry, with its groups: Group/Entry."),
        database: encryptedPath.optional().describe("The .kdbx file. Default: that of 'keepassxc'."),
        attribute: operand.optional().describe("What of the entry. Default: Password."),
        keyFile: runtimePath.optional().describe("The database's key file."),
        noPassword: z.boolean().optional().describe("The key file alone opens the database."),
        passwordCommand: argv
          .optional()
          .describe("A program and its arguments that print the database's password."),
      }),
    ])
    .optional()
    .describe("An entry of a KeePassXC database, read by keepassxc-cli."),
  secretService: z
    .record(operand, someText)
    .refine((attributes) => Object.keys(attributes).length > 0, {
      message: "it needs at least one attribute",
    })
    .meta({ minProperties: 1 })
    .optional()
    .describe("Attributes to look up with secret-tool in the desktop's keyring (Secret Service)."),
  pass: z
    .union([
      operand,
      z.strictObject({
        entry: operand.describe("The entry's path."),
        line: z
          .union([z.int().min(1), z.literal("all")])
          .optional()
          .describe("Which line of it. Default: 1."),
        store: encryptedPath.optional().describe("The password store's folder. Default: pass' own."),
      }),
    ])
    .optional()
    .describe("An entry of pass, the standard Unix password manager; its first line."),
  command: argv.optional().describe("A program and its arguments; what it prints is the secret."),
  onePassword: someText
    .regex(/^op:\/\/[^/]+\/[^/]+\/./, "a reference of 1Password is written op://vault/item/field")
    .optional()
    .describe("A secret reference of 1Password, read by op: op://vault/item/field."),
  bitwarden: z
    .union([
      operand,
      z.strictObject({
        item: operand.describe("The item's name or id."),
        field: z
          .enum(["notes", "password", "totp", "uri", "username"])
          .optional()
          .describe("What of it. Default: password."),
      }),
    ])
    .optional()
    .describe("An item of Bitwarden, read by bw."),
  systemdCredential: z
    .union([
      credentialName,
      z.strictObject({
        name: credentialName.describe("The credential's name."),
        file: encryptedPath.optional().describe("The encrypted .cred file."),
      }),
    ])
    .optional()
    .describe("A systemd credential, decrypted by systemd-creds or given to the service."),
};

const modifiers = {
  optional: z
    .boolean()
    .optional()
    .describe("Start the server without it where it cannot be had. Default: false."),
  exact: z
    .boolean()
    .optional()
    .describe("Keep a final newline, which is otherwise taken off. Default: false."),
  timeout: seconds.optional().describe("Seconds to wait for it. Default: secretTimeout."),
};

/** The providers' names, in the order the documentation has them. */
export const secretProviders = Object.keys(providers) as (keyof typeof providers)[];

export const secretSchema = z
  .strictObject({ ...providers, ...modifiers })
  .superRefine((secret, context) => {
    const given = secretProviders.filter((provider) => secret[provider] !== undefined);
    if (given.length === 1) return;
    const message =
      given.length === 0
        ? `it needs a provider, one of ${secretProviders.join(", ")}`
        : `a second provider beside '${given[0]}'; keep one`;
    // With two of them the second is shown.
    context.addIssue({ code: "custom", message, path: given.slice(1, 2) });
  })
  .meta({ oneOf: secretProviders.map((provider) => ({ required: [provider] })) });

export type Secret = z.infer<typeof secretSchema>;
export type SecretProvider = (typeof secretProviders)[number];

/** The one provider of a secret; undefined where it has none, which the schema refuses. */
export function providerOf(secret: Secret): SecretProvider | undefined {
  return secretProviders.find((provider) => secret[provider] !== undefined);
}

/** Defaults of secrets that name only an entry of KeePassXC. */
export const keepassxcSchema = z.strictObject({
  database: encryptedPath.optional().describe("The .kdbx file."),
  keyFile: runtimePath.optional().describe("The database's key file."),
  noPassword: z.boolean().optional().describe("The key file alone opens the database."),
  passwordCommand: argv
    .optional()
    .describe("A program and its arguments that print the database's password."),
});

export type Keepassxc = z.infer<typeof keepassxcSchema>;
