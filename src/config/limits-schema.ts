import { z } from "zod";

/**
 * Resource limits, named and written as the module's options have them. Source: systemd.resource-control(5);
 * sizes may have a suffix from K to E (powers of 1024), or be percentages of the machine's memory. systemd
 * passes over a line that it does not take, so what it would not take is refused here. The same ranges stand in
 * `modules/wrapper/limit-values.nix`.
 */
const form = /^(?<number>\d{1,19}(?:\.(?<fraction>\d{1,9}))?)(?<unit>[KMGTPE%]?)$/;
const units = ["", "K", "M", "G", "T", "P", "E"];

/** A percentage has the two decimals that systemd knows, and a size fits the kernel's signed 64 bits. */
function isSize(text: string, least: 0 | 1): boolean {
  if (text === "infinity") return true;
  const { number, fraction, unit = "" } = form.exec(text)?.groups ?? {};
  if (number === undefined) return false;
  if (unit === "%") return isPercentage(Number(number), fraction, 100);
  const bytes = Number(number) * 1024 ** units.indexOf(unit);
  return bytes >= least && bytes < 2 ** 63;
}

function isPercentage(number: number, fraction: string | undefined, most: number): boolean {
  return number > 0 && number <= most && (fraction ?? "").length <= 2;
}

const percentages = "a percentage is above 0 and at most 100, with at most two decimals";
const sizeText = z.string().regex(/^(?:\d+(?:\.\d+)?[KMGTPE]?|\d+(?:\.\d+)?%|infinity)$/, {
  error: "a size is written 512M, 1G, 50% or infinity; K, M, G and T are powers of 1024",
  abort: true,
});
const size = z.union([
  z.int().min(1),
  sizeText.refine((text) => isSize(text, 1), { message: `a size is above 0 and below 8E; ${percentages}` }),
]);
/** No swap at all is a limit, too. */
const sizeOrNone = z.union([
  z.int().min(0),
  sizeText.refine((text) => isSize(text, 0), { message: `a size is below 8E; ${percentages}` }),
]);
const weight = z.union([
  z.int().min(1).max(10_000),
  z.string().regex(/^(?:[1-9]\d{0,3}|10000)$/, "a weight is 1 to 10000"),
]);
const share = z
  .string()
  .regex(/^\d+(?:\.\d+)?%$/, {
    error: "a share of CPU time is written 50%; 200% is two whole CPUs",
    abort: true,
  })
  .refine(
    (text) => {
      const { number, fraction } = form.exec(text)?.groups ?? {};
      return isPercentage(Number(number), fraction, 1_000_000);
    },
    { message: "a share of CPU time is above 0 and at most 1000000%, with at most two decimals" },
  );
const count = z.union([
  z.int().min(1),
  z
    .string()
    // systemd takes a number that begins with 0 for an octal one.
    .regex(/^(?:[1-9]\d{0,17}|\d+(?:\.\d+)?%|infinity)$/, {
      error: "a number, a percentage, or infinity",
      abort: true,
    })
    .refine((text) => isSize(text, 1), { message: percentages }),
]);

export const limitsSchema = z.strictObject({
  memoryMax: size
    .optional()
    .describe("Memory it may use at most; beyond it the kernel ends processes (MemoryMax): 1G."),
  memoryHigh: size
    .optional()
    .describe("Memory beyond which it is slowed down and memory is taken back (MemoryHigh): 768M."),
  memorySwapMax: sizeOrNone.optional().describe("Swap it may use at most (MemorySwapMax): 0, 512M."),
  cpuQuota: share.optional().describe("CPU time it may use at most (CPUQuota): 50%, or 200% for two CPUs."),
  cpuWeight: weight
    .optional()
    .describe("Its part of the CPU where all want it (CPUWeight): 1 to 10000, 100 is usual."),
  ioWeight: weight.optional().describe("Its part of disk throughput (IOWeight): 1 to 10000, 100 is usual."),
  tasksMax: count.optional().describe("Processes and threads it may have at most (TasksMax): 100."),
});
