/** Words that every server has, and that tell none from another. */
const common = new Set([
  "mcp",
  "server",
  "servers",
  "the",
  "a",
  "an",
  "for",
  "of",
  "and",
  "with",
  "model",
  "context",
  "protocol",
]);

/** Words of a text or a name, in lower case: `@acme/mcp-files` has acme, mcp and files. */
export function wordsOf(text: string): string[] {
  return text
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
}

/** What a query is about: its words without those of every server, unless there are no others. */
export function topicOf(query: string): string[] {
  const words = [...new Set(wordsOf(query))];
  const telling = words.filter((word) => !common.has(word));
  return telling.length === 0 ? words : telling;
}

/** Names in which these words stand, those with the most of them and the least else first. */
export function namesAbout(topic: readonly string[], names: Iterable<string>): string[] {
  const matches: { name: string; rank: number }[] = [];
  for (const name of names) {
    const rank = nearness(topic, name);
    if (rank > 0) matches.push({ name, rank });
  }
  return matches.sort((a, b) => b.rank - a.rank || (a.name < b.name ? -1 : 1)).map(({ name }) => name);
}

/** 0: none of the words is in it; 1: it says these words, and that it is a server, and nothing else. */
function nearness(topic: readonly string[], name: string): number {
  const words = wordsOf(name);
  const whole = words.join("");
  const found = topic.map((word) => (words.includes(word) ? 1 : whole.includes(word) ? 0.6 : 0));
  const share = found.reduce((sum: number, one) => sum + one, 0) / Math.max(1, topic.length);
  const else_ = words.filter((word) => !common.has(word) && !topic.includes(word)).length;
  return share ** 2 / (1 + 0.15 * else_);
}
