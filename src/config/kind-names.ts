const names: Readonly<Record<string, string>> = {
  string: "a text",
  object: "a map ('key: value' lines)",
  record: "a map ('name: value' lines)",
  array: "a list ('- item' lines)",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
};

/** What a person who writes YAML calls a kind of value that zod expects; others as zod calls them. */
export function kindName(expected: string): string {
  return names[expected] ?? expected;
}
