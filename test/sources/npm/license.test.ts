import { expect, test } from "vitest";
import { licenseOfText, statedLicense } from "../../../src/sources/npm/license.ts";

test("statedLicense reads package.json's older forms", () => {
  expect(statedLicense(" MIT ")).toBe("MIT");
  expect(statedLicense({ type: "Apache-2.0", url: "https://example.org" })).toBe("Apache-2.0");
  expect(statedLicense([{ type: "MIT" }, { type: "GPL-2.0" }])).toBe("(MIT OR GPL-2.0)");
  expect(statedLicense(["ISC"])).toBe("ISC");
  for (const nothing of [undefined, null, "", [], {}, 7]) expect(statedLicense(nothing)).toBeNull();
});

const mit = `MIT License

Copyright (c) 2026 Someone

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal in the Software.

The above copyright notice and this permission notice shall be included in all copies.
`;

test("a licence is known by its text, however its lines are broken", () => {
  expect(licenseOfText(mit)).toBe("MIT");
  expect(licenseOfText(mit.replace(/\n/g, "\r\n  "))).toBe("MIT");
});

test("a text that adds conditions, or two texts in one file, are not guessed at", () => {
  expect(licenseOfText(`"Commons Clause" License Condition v1.0\n\n${mit}`)).toBeNull();
  expect(licenseOfText(`Apache License\nVersion 2.0, January 2004\n\n${mit}`)).toBeNull();
  expect(licenseOfText("All rights reserved.")).toBeNull();
});
