import { z } from "zod";

/**
 * Resource limits, named and written as the module's options have them. Source: systemd.resource-control(5);
 * sizes may have K, M, G or T (powers of 1024) after them, or be percentages of the machine's memory.
 */
const size = z.union([
  z.int().min(0),
  z
    .string()
    .regex(
      /^(?:\d+(?:\.\d+)?[KMGTPE]?|\d+(?:\.\d+)?%|infinity)$/,
      "a size is written 512M, 1G, 50% or infinity; K, M, G and T are powers of 1024",
    ),
]);
const weight = z.union([
  z.int().min(1).max(10_000),
  z.string().regex(/^(?:[1-9]\d{0,3}|10000)$/, "a weight is 1 to 10000"),
]);
const share = z
  .string()
  .regex(/^\d+(?:\.\d+)?%$/, "a share of CPU time is written 50%; 200% is two whole CPUs");
const count = z.union([
  z.int().min(1),
  z.string().regex(/^(?:[1-9]\d*|\d+(?:\.\d+)?%|infinity)$/, "a number, a percentage, or infinity"),
]);

export const limitsSchema = z.strictObject({
  memoryMax: size
    .optional()
    .describe("Memory it may use at most; beyond it the kernel ends processes (MemoryMax): 1G."),
  memoryHigh: size
    .optional()
    .describe("Memory beyond which it is slowed down and memory is taken back (MemoryHigh): 768M."),
  memorySwapMax: size.optional().describe("Swap it may use at most (MemorySwapMax): 0, 512M."),
  cpuQuota: share.optional().describe("CPU time it may use at most (CPUQuota): 50%, or 200% for two CPUs."),
  cpuWeight: weight
    .optional()
    .describe("Its part of the CPU where all want it (CPUWeight): 1 to 10000, 100 is usual."),
  ioWeight: weight.optional().describe("Its part of disk throughput (IOWeight): 1 to 10000, 100 is usual."),
  tasksMax: count.optional().describe("Processes and threads it may have at most (TasksMax): 100."),
});

export type Limits = z.infer<typeof limitsSchema>;
