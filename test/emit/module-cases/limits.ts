import { server } from "./write.ts";

const sizes = [
  1,
  0,
  "0",
  "0M",
  "0.0G",
  "0%",
  "0.5%",
  "0.25%",
  "0.125%",
  "0.5",
  "0.0001G",
  "1.0000000001G",
  "007",
  "00000000000000000001G",
  "50%",
  "100%",
  "100.5%",
  "150%",
  "1.5G",
  "1.5",
  "1G",
  "1g",
  "1KB",
  "-1",
  "infinity",
  "",
  "512M",
  "7E",
  "8E",
  "16E",
  "99999999T",
  "  1G",
  "1 G",
  4096,
];
const shares = ["0%", "50%", "50.5%", "infinity", "50", "1000000%", "1000001%", "99999999%", "5000%", ""];
const weights = [0, 1, 10_000, 10_001, "5", "idle", "0", "10001"];
const counts = [
  0,
  1,
  "1",
  "0",
  "0%",
  "10%",
  "100%",
  "200%",
  "infinity",
  99_999_999_999,
  "9223372036854775808",
];

export const limitCases = [
  ...["memoryMax", "memoryHigh", "memorySwapMax"].flatMap((name) =>
    sizes.map((size) => [name, size] as const),
  ),
  ...shares.map((share) => ["cpuQuota", share] as const),
  ...["cpuWeight", "ioWeight"].flatMap((name) => weights.map((weight) => [name, weight] as const)),
  ...counts.map((count) => ["tasksMax", count] as const),
].flatMap(([name, value]) => [
  server({ limits: { [name]: value } }),
  ...(name === "memoryMax" ? [server({}, { slice: { [name]: value } })] : []),
]);
