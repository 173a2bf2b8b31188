/**
 * Compiles the package to `dist`, which is what `npm pack` packs. Types are checked with those of the whole repository.
 */
"use strict";

const { transformFileSync } = require("@swc/core");
const { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } = require("node:fs");
const { dirname, join } = require("node:path");

const dist = join(__dirname, "dist");
const rooms = readdirSync(__dirname, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !["dist", "node_modules"].includes(entry.name))
    .map(({ name }) => name);
const options = {
    swcrc: false,
    jsc: { parser: { syntax: "typescript" }, target: "es2022" },
    // `import()` stays as it is: it loads what exists only as an ECMAScript module.
    module: { type: "commonjs", ignoreDynamic: true },
};

rmSync(dist, { recursive: true, force: true });
for (const file of [...readdirSync(__dirname), ...rooms.flatMap(filesIn)].filter((name) => name.endsWith(".ts"))) {
    const target = join(dist, file.replace(/\.ts$/, ".js"));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, transformFileSync(join(__dirname, file), options).code);
}
// The workspace's own documents, which it reads by name.
cpSync(join(__dirname, "workspace", "documents"), join(dist, "workspace", "documents"), { recursive: true });

function filesIn(room) {
    return readdirSync(join(__dirname, room), { recursive: true }).map((file) => join(room, file));
}
