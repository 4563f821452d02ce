import { z } from "zod";
import { someText, variableName } from "./nix-text.ts";

/**
 * Where one secret comes from, at the time the server starts: exactly one provider, and modifiers. Nothing
 * here is the secret itself. The shape is that of the module's option `servers.<name>.secrets.<VAR>`.
 */
const runtimePath = someText
  .regex(
    /^(?:\/|~\/|\$\{?(?:HOME|XDG_[A-Z]+_(?:DIR|HOME))\}?\/|%[rh]\/)/,
    "a path begins with /, ~/, $HOME/, $XDG_RUNTIME_DIR/, $XDG_CONFIG_HOME/, %r/ or %h/: it is looked up when the server starts",
  )
  .regex(/^(?!\/nix\/store\/)/, "it lies in the Nix store, which everyone on the machine can read");
const credentialName = someText.regex(/^[^/\s:]+$/, "a credential's name has no '/', ':' or space");
const argv = z.array(someText).min(1);
const seconds = z.int().min(1).max(3600);

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
        key: variableName.optional().describe("The key in it. Default: the variable's own name."),
      }),
    ])
    .optional()
    .describe("A file of KEY=value lines (.env, systemd's EnvironmentFile); one of them is taken."),
  sops: z
    .union([
      someText,
      z.strictObject({
        file: someText.describe("The encrypted file; a relative path is relative to this file."),
        key: someText.describe("The key in it; nested ones with slashes: mcp/firecrawl."),
        ageKeyFile: runtimePath.optional().describe("The age key to decrypt with. Default: sops' own."),
      }),
    ])
    .optional()
    .describe("A secret that sops-nix has by this name; or a file that sops itself decrypts."),
  agenix: someText.optional().describe("A secret that agenix has by this name."),
  keepassxc: z
    .union([
      someText,
      z.strictObject({
        entry: someText.describe("The entry, with its groups: Group/Entry."),
        database: runtimePath.optional().describe("The .kdbx file. Default: that of 'keepassxc'."),
        attribute: someText.optional().describe("What of the entry. Default: Password."),
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
    .record(someText, someText)
    .refine((attributes) => Object.keys(attributes).length > 0, {
      message: "it needs at least one attribute",
    })
    .optional()
    .describe("Attributes to look up with secret-tool in the desktop's keyring (Secret Service)."),
  pass: z
    .union([
      someText,
      z.strictObject({
        entry: someText.describe("The entry's path."),
        line: z
          .union([z.int().min(1), z.literal("all")])
          .optional()
          .describe("Which line of it. Default: 1."),
        store: runtimePath.optional().describe("The password store's folder. Default: pass' own."),
      }),
    ])
    .optional()
    .describe("An entry of pass, the standard Unix password manager; its first line."),
  command: argv.optional().describe("A program and its arguments; what it prints is the secret."),
  onePassword: someText
    .regex(/^op:\/\//, "a reference of 1Password is written op://vault/item/field")
    .optional()
    .describe("A secret reference of 1Password, read by op: op://vault/item/field."),
  bitwarden: z
    .union([
      someText,
      z.strictObject({
        item: someText.describe("The item's name or id."),
        field: someText.optional().describe("What of it. Default: password."),
      }),
    ])
    .optional()
    .describe("An item of Bitwarden, read by bw."),
  systemdCredential: z
    .union([
      credentialName,
      z.strictObject({
        name: credentialName.describe("The credential's name."),
        file: runtimePath.optional().describe("The encrypted .cred file."),
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

/** Defaults of secrets that name only an entry of KeePassXC. */
export const keepassxcSchema = z.strictObject({
  database: runtimePath.optional().describe("The .kdbx file."),
  keyFile: runtimePath.optional().describe("The database's key file."),
  noPassword: z.boolean().optional().describe("The key file alone opens the database."),
  passwordCommand: argv
    .optional()
    .describe("A program and its arguments that print the database's password."),
});
