// usage: node package-facts.mjs name|bin|man FILE   facts of a package.json, one a line
//        node package-facts.mjs packed              the files of `npm pack --json` on standard input
//
// What a package.json says in a form that nixpkgs' hook does not read is not read here either: neither
// `directories.bin`, nor a list of manual pages (the hook tests for a type "list", and jq calls it "array"), nor
// a scope taken off the name of a program given as `"bin": "file"`.
import { readFileSync } from "node:fs";

const [fact, path] = process.argv.slice(2);
const json = JSON.parse(readFileSync(path ?? 0, "utf8"));

const facts = {
  name: () => [json.name ?? fail('no "name"')],
  bin: () => byType(json.bin, { string: (bin) => [`${json.name} ${bin}`], object: programs }),
  man: () => byType(json.man, { string: (man) => [man] }),
  packed: () => json[0].files.map((file) => file.path).filter((file) => !file.startsWith("node_modules/")),
};

for (const line of facts[fact]()) console.log(line);

/** What is of no known type is complained about, and nothing comes of it: the hook does not look. */
function byType(value, readers) {
  if (value === undefined || value === null) return [];
  const type = Array.isArray(value) ? "array" : typeof value;
  return (readers[type] ?? (() => fail(`invalid type ${type}`)))(value);
}

/** One line even of an empty map, which the hook then takes for a program without a name. */
function programs(bin) {
  const lines = Object.entries(bin).map(([name, target]) =>
    target === null || typeof target === "string"
      ? `${name} ${target ?? ""}`
      : fail(`string and ${typeof target} cannot be added`),
  );
  return lines.length === 0 ? [""] : lines;
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
