import { describe, expect, test } from "vitest";
import { pageOfHtml, pageOfJson } from "../../../src/sources/pypi/project-page.ts";

const base = "https://index.example/simple/a/";
const hex = "ab".repeat(32);
const sri = `sha256-${Buffer.from(hex, "hex").toString("base64")}`;

describe("pages of the simple API", () => {
  const json = JSON.stringify({
    meta: { "api-version": "1.3" },
    name: "A",
    files: [
      {
        filename: "a-1.0.tar.gz",
        url: "../../files/a-1.0.tar.gz",
        hashes: { sha256: hex, blake2b: "x" },
        "requires-python": ">=3.9",
        "upload-time": "2025-04-07T09:11:05.096297Z",
        yanked: "broken & <bad>",
        size: 12,
      },
      {
        filename: "a-1.0-py3-none-any.whl",
        url: "https://cdn.example/w.whl",
        hashes: {},
        "core-metadata": { sha256: hex },
      },
      { filename: "odd", url: 3 },
    ],
  });
  const html = `<!DOCTYPE html><html><!-- <a href="x">no</a> --><body>
    <a href="../../files/a-1.0.tar.gz#sha256=${hex}" data-requires-python="&gt;=3.9" data-upload-time="2025-04-07T09:11:05.096297Z" data-yanked="broken &amp; &lt;bad&gt;">a-1.0.tar.gz</a>
    <a data-dist-info-metadata=sha256=${hex} href='https://cdn.example/w.whl'> <b>a-1.0-py3-none-any.whl</b></a>
    <a name="nothing">x</a></body></html>`;

  test("say the same in JSON and in HTML", () => {
    const [fromJson, fromHtml] = [pageOfJson(json, base), pageOfHtml(html, base)];
    expect(fromJson.files).toEqual([
      {
        name: "a-1.0.tar.gz",
        url: "https://index.example/files/a-1.0.tar.gz",
        hash: sri,
        requiresPython: ">=3.9",
        yanked: "broken & <bad>",
        metadata: null,
        uploaded: "2025-04-07T09:11:05.096297Z",
        size: 12,
      },
      {
        name: "a-1.0-py3-none-any.whl",
        url: "https://cdn.example/w.whl",
        hash: null,
        requiresPython: null,
        yanked: null,
        metadata: { hash: sri },
        uploaded: null,
        size: null,
      },
    ]);
    expect(fromHtml.files).toEqual(fromJson.files.map((file) => ({ ...file, size: null })));
    expect(fromHtml.name).toBeNull();
  });

  test("<base> is where addresses start from", () => {
    const page = pageOfHtml('<base href="https://cdn.example/x/"><a href="a-1.0.zip">a-1.0.zip</a>', base);
    expect(page.files[0]?.url).toBe("https://cdn.example/x/a-1.0.zip");
  });

  test("what is no page is refused", () => {
    expect(() => pageOfJson("{}", base)).toThrow();
    expect(() => pageOfJson("nonsense", base)).toThrow(SyntaxError);
  });
});
