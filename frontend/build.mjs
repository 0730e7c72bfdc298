// Bundles src/ into the ES modules that the Python package ships, one for each component.
// The first line of each names the sources it was built from; tests/test_web_bundle.py compares it.

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

const digest = hash.digest("hex");

for (const name of ["pad", "paste", "picture", "live", "theme"]) {
  await build({
    entryPoints: [here(`src/${name}.ts`)],
    outfile: here(`../src/inkdigits/web/frontend/${name}.js`),
    bundle: true,
    format: "esm",
    target: ["es2022", "safari16"],
    minify: true,
    loader: { ".html": "text", ".css": "text" },
    legalComments: "inline",
    banner: {
      js: `/* inkdigits ${name}. Built from frontend/src, sha256 ${digest}. See THIRD_PARTY_NOTICES. */`,
    },
    logLevel: "warning",
  });
}
