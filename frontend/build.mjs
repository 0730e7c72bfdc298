// Bundles src/ into the one ES module that the Python package ships.
// The first line names the sources it was built from; tests/test_web_bundle.py compares it.

import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const hash = createHash("sha256");
for (const name of readdirSync(here("src")).sort()) {
  hash.update(name + "\n");
  hash.update(readFileSync(here(`src/${name}`)));
}

await build({
  entryPoints: [here("src/pad.ts")],
  outfile: here("../src/inkdigits/web/frontend/pad.js"),
  bundle: true,
  format: "esm",
  target: ["es2022", "safari16"],
  minify: true,
  loader: { ".html": "text", ".css": "text" },
  legalComments: "inline",
  banner: {
    js: `/* inkdigits drawing pad. Built from frontend/src, sha256 ${hash.digest("hex")}. Holds signature_pad (MIT), see THIRD_PARTY_NOTICES. */`,
  },
  logLevel: "warning",
});
