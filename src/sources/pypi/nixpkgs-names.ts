/**
 * Projects whose attribute in nixpkgs' Python package set is not their normalised name.
 *
 * Source: nixpkgs, `pkgs/top-level/python-packages.nix`, and the `pname` of the packages it names.
 */
const exceptions: Readonly<Record<string, string>> = {
  "discord-py": "discordpy",
  "faiss-cpu": "faiss",
  "msgpack-python": "msgpack",
  "mysql-connector-python": "mysql-connector",
  "opencv-contrib-python": "opencv4",
  "opencv-contrib-python-headless": "opencv4",
  "opencv-python": "opencv4",
  "opencv-python-headless": "opencv4",
  "psycopg-binary": "psycopg",
  "psycopg2-binary": "psycopg2",
  pygobject: "pygobject3",
  "pyobjc-framework-cocoa": "pyobjc-framework-Cocoa",
  "pyobjc-framework-quartz": "pyobjc-framework-Quartz",
  "python-levenshtein": "levenshtein",
  "tensorflow-cpu": "tensorflow",
  "websocket-client-py3": "websocket-client",
};

/**
 * The attributes below `python3Packages` that a project may have, the likeliest first.
 *
 * @param name normalised (PEP 503): what nixpkgs' own convention is, dots as dashes
 */
export function attributesOf(name: string): readonly [string, ...string[]] {
  const exception = Object.hasOwn(exceptions, name) ? exceptions[name] : undefined;
  return exception === undefined ? [name] : [exception, name];
}
