import { rm } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runBundled } from "../support/cli.ts";
import { rates, type Score, scoreOf, type Truth, truths } from "./score.ts";
