import fc from "fast-check";

/** Random files in many styles, valid by construction. */
const name = fc.stringMatching(/^[a-z][a-z0-9._-]{0,8}$/);
export const value = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom("true", "null", "1e3", "a: b", "- x", "# c", "é\n"),
);
export const file = fc
  .record({
    names: fc.uniqueArray(name, { minLength: 1, maxLength: 4, selector: (each) => each.toLowerCase() }),
    indent: fc.integer({ min: 1, max: 5 }),
    step: fc.integer({ min: 1, max: 5 }),
    eol: fc.constantFrom("\n", "\r\n"),
    endBreak: fc.boolean(),
    head: fc.constantFrom("", "# head", "---", "settings: {style: overlay}", "settings:\n  output: nix\n"),
    tail: fc.constantFrom("", "", "# tail", "\n\n# tail", "settings_:\n", "..."),
    parts: fc.array(
      fc.record({
        form: fc.constantFrom("block", "flow", "json", "multi"),
        blank: fc.nat({ max: 2 }),
        comment: fc.constantFrom("", "# above", "\n# above\n"),
        inside: fc.constantFrom("", "# inside", "\n# inside"),
        after: fc.constantFrom("", " # after", "   "),
        env: fc.dictionary(fc.stringMatching(/^[A-Z_]{1,4}$/), value, { maxKeys: 2 }),
      }),
      { minLength: 4, maxLength: 4 },
    ),
  })
  .map(({ names, indent, step, eol, endBreak, head, tail, parts }) => {
    const lines = [head, "servers:"];
    for (const [index, each] of names.entries()) {
      const part = parts[index]!;
      const pad = " ".repeat(indent);
      const deep = " ".repeat(indent + step);
      lines.push(...Array<string>(part.blank).fill(""));
      if (part.comment !== "")
        lines.push(...part.comment.split("\n").map((line) => (line === "" ? "" : pad + line)));
      const env = JSON.stringify(part.env);
      if (part.form === "flow") lines.push(`${pad}${each}: {source: npm:${each}, env: ${env}}${part.after}`);
      else if (part.form === "json")
        lines.push(`${pad}"${each}": {"source":"npm:${each}","env":${env}}${part.after}`);
      else if (part.form === "multi") {
        lines.push(
          `${pad}${each}: {`,
          `${deep}source: 'npm:${each}', # s`,
          `${deep}env: ${env}`,
          `${deep}}${part.after}`,
        );
      } else {
        lines.push(
          `${pad}${each}:${part.after}`,
          `${deep}source: "npm:${each}"${part.after}`,
          `${deep}env: ${env}`,
        );
        if (part.inside !== "")
          lines.push(...part.inside.split("\n").map((line) => (line === "" ? "" : deep + line)));
      }
    }
    if (tail !== "" && tail !== "settings_:\n") lines.push(...tail.split("\n"));
    return { names, text: lines.join("\n").replaceAll("\n", eol) + (endBreak ? eol : "") };
  });
