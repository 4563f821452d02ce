/** Values of limits by the options' names: those that are taken, and those that are not. */
export type LimitCases = Readonly<Record<string, { right: readonly unknown[]; wrong: readonly unknown[] }>>;

const sizes = [
  1,
  1073741824,
  "1",
  "512M",
  "1.5G",
  "0.5K",
  "1.25T",
  "007M",
  "7E",
  "8388607T",
  "2P",
  "1024K",
  "infinity",
];
const shares = ["50%", "100%", "0.01%", "12.34%", "100.00%", "1.5%"];
const noSizes = [
  "",
  "1GB",
  "1 G",
  "G",
  "1g",
  "-1",
  "+1",
  ".5G",
  "1.G",
  "8E",
  "8388608T",
  "9223372036854775808",
  "0.5",
  "0.0001K",
];
const noShares = ["0%", "0.00%", "100.01%", "101%", "1.234%", "%", "-1%"];
const noLimits = [-1, 1.5, true, [], {}, "Infinity", "max", "1G\n", "%h", "9999999999999999999999"];

const memory = { right: [...sizes, ...shares], wrong: [0, "0", "0K", ...noSizes, ...noShares, ...noLimits] };
const weight = {
  right: [1, 100, 10_000, "1", "50", "10000"],
  wrong: [0, 10_001, "0", "10001", "050", "50%", "infinity", "idle", "1K", ...noLimits],
};

export const limitCases: LimitCases = {
  memoryMax: memory,
  memoryHigh: memory,
  memorySwapMax: {
    right: [0, "0", "0K", "0.5", ...memory.right],
    wrong: [...noSizes.filter((size) => !size.startsWith("0")), ...noShares, ...noLimits],
  },
  cpuQuota: {
    right: ["1%", "50%", "150%", "0.01%", "33.33%", "1000000%"],
    wrong: [50, 0, "50", "1G", "infinity", "0%", "0.00%", "1.234%", "1000001%", "1000000.01%", ...noLimits],
  },
  cpuWeight: weight,
  ioWeight: weight,
  tasksMax: {
    right: [1, 200, "1", "4096", "infinity", ...shares],
    wrong: [0, "0", "010", "1.5", "1K", ...noShares, ...noLimits],
  },
};
