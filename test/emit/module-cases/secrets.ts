import { secret, server } from "./write.ts";

const files = [
  "/a",
  "~/a",
  "%r/x",
  "%t/x",
  "%h/x",
  "$XDG_FOO_DIR/x",
  "$XDG_DATA_HOME/x",
  "${HOME}/x",
  "${HOME/x",
  "$HOME}/x",
  "$HOMER/x",
  "/nix/store/x",
  "~",
  "~x",
  "x",
  "",
  "$CREDENTIALS_DIRECTORY/x",
  "$(getconf DARWIN_USER_TEMP_DIR)/x",
];
const sopsFiles = [
  "secrets.yaml",
  "a folder/b.yaml",
  "/nix/store/x/y",
  "~/x",
  "/x y",
  "~x",
  "%foo.yaml",
  "$x",
  "$HOME/x",
];
const sopsKeys = ["a", "a/b", "a//b", "/a", "a[0]", "", ["a", 0, "b/c"], ["a["], [], [""], null];
const keepass = { database: "~/p.kdbx" };
const credentials = ["a", "a:b", "é", "a#b", ".", "..", "...", "a@b", "a%b", "a,b", "a b", "", "a-b_c.d"];

export const secretCases = [
  ...files.flatMap((file) => [
    secret({ file }),
    secret({ sops: { file: "~/x", key: "a", ageKeyFile: file } }),
  ]),
  ...["/a", "x"].map((envFile) => secret({ envFile })),
  ...["a-b", "a.b", "A", "1a", "", "a b"].map((key) => secret({ envFile: { path: "/a", key } })),
  ...sopsFiles.map((file) => secret({ sops: { file, key: "a" } })),
  ...sopsKeys.map((key) => secret({ sops: { file: "/x/y", key } })),
  secret({ sops: { file: "/x/y" } }),
  ...["G/E", "-e"].map((keepassxc) => secret({ keepassxc }, { keepassxc: keepass })),
  secret({ keepassxc: "G/E" }),
  secret({ keepassxc: "G/E" }, { keepassxc: { ...keepass, noPassword: true } }),
  secret({ keepassxc: "G/E" }, { keepassxc: { ...keepass, noPassword: true, keyFile: "~/k" } }),
  secret({ keepassxc: { entry: "e", noPassword: false } }, { keepassxc: { ...keepass, noPassword: true } }),
  secret(
    { keepassxc: { entry: "e", keyFile: "~/k", noPassword: true } },
    { keepassxc: { ...keepass, passwordCommand: ["x"] } },
  ),
  secret({
    keepassxc: { entry: "e", database: "~/p", noPassword: true, keyFile: "~/k", passwordCommand: ["a"] },
  }),
  server({}, { keepassxc: { noPassword: true } }),
  ...["-e", "", "e"].map((entry) => secret({ keepassxc: { entry, database: "~/p" } })),
  ...["-a", "URL"].map((attribute) => secret({ keepassxc: { entry: "e", database: "~/p", attribute } })),
  ...["/nix/store/p", "p", "$HOME/p"].map((database) => secret({ keepassxc: { entry: "e", database } })),
  ...[{ a: "b" }, { "-a": "b" }, { a: "-b" }, { a: "" }, {}].map((secretService) =>
    secret({ secretService }),
  ),
  ...[
    "-x",
    "x",
    "",
    { entry: "x", line: "all" },
    { entry: "x", line: 3, store: "~/s" },
    { entry: "x", line: 0 },
  ].map((pass) => secret({ pass })),
  ...[["a", "b"], ["a", ""], ["~/bin/x"], [""], ["-x"], []].map((command) => secret({ command })),
  ...["op://v", "op://v/i/f", "op://v/i", "op://v//f", "op://v/i/s/f", "op:///i/f"].map((onePassword) =>
    secret({ onePassword }),
  ),
  ...["x", "-x", "", { item: "x", field: "custom" }, { item: "x", field: "notes" }, { item: "-x" }].map(
    (bitwarden) => secret({ bitwarden }),
  ),
  ...credentials.map((systemdCredential) => secret({ systemdCredential })),
  ...["~/x", "/nix/store/x", "x"].map((file) => secret({ systemdCredential: { name: "a", file } })),
  secret({ file: "/a", optional: true, exact: true, timeout: 5 }),
  ...[5000, 0].flatMap((timeout) => [secret({ file: "/a", timeout }), server({ secretTimeout: timeout })]),
  secret({}),
  secret({ file: "/a", pass: "x" }),
];
