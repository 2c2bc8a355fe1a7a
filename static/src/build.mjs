// Builds everything in static/dist: style sheets, scripts, font, icons and the outline of the provinces.
//
// Nothing is fetched here: whatever comes from others was put in node_modules by `npm ci`. Each file bears a hash of
// its content in its name, and `manifest.json`, written last, says which name belongs to which key.
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rm, writeFile, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import * as esbuild from "esbuild";
import { PurgeCSS } from "purgecss";
import outline from "@svg-maps/netherlands";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "..", "dist");
const templates = join(here, "..", "..", "templates");
const manifest = {};
const report = [];
const written = new Set(["manifest.json"]);

const TARGET = ["es2022", "chrome111", "firefox114", "safari16.4"];
const COMPRESSED = /\.(css|js|svg|json)$/;

function compressed(bytes) {
  const brotli = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
  return { br: brotli, gz: gzipSync(bytes, { level: 9 }) };
}

/** Write one file under a name with its hash, with its compressed twins, and note it in the manifest. */
async function put(key, content) {
  const bytes = Buffer.from(content);
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
  const dot = key.lastIndexOf(".");
  const name = `${key.slice(0, dot)}-${hash}${key.slice(dot)}`;
  const files = { [name]: bytes };
  if (COMPRESSED.test(key)) {
    const twins = compressed(bytes);
    files[`${name}.br`] = twins.br;
    files[`${name}.gz`] = twins.gz;
  }
  for (const [file, data] of Object.entries(files)) {
    await writeFile(join(dist, file), data);
    written.add(file);
  }
  manifest[key] = name;
  report.push([key, bytes.length, files[`${name}.br`]?.length ?? bytes.length]);
  return name;
}

async function bundleCss(entry) {
  const result = await esbuild.build({
    entryPoints: [join(here, entry)], bundle: true, write: false, external: ["*.woff2"], target: TARGET,
  });
  return result.outputFiles[0].text;
}

async function minified(css) {
  return (await esbuild.transform(css, { loader: "css", minify: true, target: TARGET, legalComments: "none" })).code;
}

/** Custom properties that nothing reads, directly or through another, are left out of minified CSS. */
function withoutUnreadVariables(css) {
  const definition = /(?<=[{;])(--[\w-]+):[^;{}]*(?:;|(?=}))/g;
  let previous;
  do {
    previous = css;
    const read = new Set([...css.matchAll(/var\(\s*(--[\w-]+)/g)].map((match) => match[1]));
    css = css.replace(definition, (whole, name) => (read.has(name) ? whole : ""));
  } while (css !== previous);
  return css;
}

/** The components of NL Design System, cut down to the classes that our templates and scripts mention. */
async function vendorCss() {
  const [purged] = await new PurgeCSS().purge({
    content: [`${templates}/**/*.html`, join(here, "js", "*.js")],
    css: [{ raw: await bundleCss("css/vendor.css") }],
    safelist: { standard: [/^voorbeeld-theme$/] },
    defaultExtractor: (text) => text.match(/[\w-]+/g) ?? [],
  });
  // No data: addresses, since the content security policy forbids them.
  const local = purged.css.replace(/--[\w-]+\s*:\s*url\("data:[^"]*"\)\s*;?/g, "");
  return withoutUnreadVariables(await minified(local));
}

async function styles() {
  const font = await put("source-sans-3.woff2", await readFile(
    join(here, "node_modules/@fontsource-variable/source-sans-3/files/source-sans-3-latin-wght-normal.woff2")));
  const own = (await bundleCss("css/app.css")).replaceAll("source-sans-3.woff2", font);
  await put("app.css", await minified(`@layer tokens, base, vendor, layout, components, utilities;${await vendorCss()}${own}`));
  for (const file of await readdir(join(here, "styles"))) {
    await put(`style-${file}`, await minified(await readFile(join(here, "styles", file), "utf8")));
  }
}

async function scripts() {
  for (const name of ["app", "editor"]) {
    const result = await esbuild.build({
      entryPoints: [join(here, "js", `${name}.js`)], bundle: true, write: false, minify: true, format: "iife",
      target: TARGET, legalComments: "none",
    });
    await put(`${name}.js`, result.outputFiles[0].contents);
  }
}

async function sprite() {
  const names = JSON.parse(await readFile(join(here, "icons.json"), "utf8"));
  const symbols = [];
  for (const name of names) {
    const svg = await readFile(join(here, "node_modules/@tabler/icons/icons/outline", `${name}.svg`), "utf8");
    const shapes = [...svg.matchAll(/<(?:path|circle|rect|line|polyline|ellipse)\b[^>]*>/g)].map((match) => match[0]);
    symbols.push(`<symbol id="${name}" viewBox="0 0 24 24">${shapes.join("").replaceAll(" />", "/>")}</symbol>`);
  }
  await put("favicon.svg", await readFile(join(here, "favicon.svg"), "utf8"));
  await put("sprite.svg", `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`);
}

/** The provinces, with hundredths of a unit left out: they are drawn some 400 pixels wide. */
async function map() {
  const rounded = (path) => path.replace(/-?\d*\.\d+/g, (number) => String(Math.round(Number(number) * 10) / 10));
  const locations = outline.locations.map(({ id, name, path }) => ({ id, name, path: rounded(path) }));
  await put("netherlands.json", JSON.stringify({ viewBox: outline.viewBox, locations }));
}

async function removeOldFiles() {
  for (const file of await readdir(dist)) {
    if (!written.has(file)) await rm(join(dist, file), { recursive: true });
  }
}

await mkdir(dist, { recursive: true });
await Promise.all([styles(), scripts(), sprite(), map()]);
const ordered = Object.fromEntries(Object.entries(manifest).sort());
await writeFile(join(dist, "manifest.json.new"), `${JSON.stringify(ordered, null, 2)}\n`);
await rename(join(dist, "manifest.json.new"), join(dist, "manifest.json"));
await removeOldFiles();
for (const [key, raw, sent] of report.sort()) {
  console.log(`${key.padEnd(22)} ${String(raw).padStart(7)} bytes ${String(sent).padStart(7)} compressed`);
}
