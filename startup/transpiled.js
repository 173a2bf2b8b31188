/**
 * Loads TypeScript: what ts-node makes of a source is kept, and later processes need neither ts-node nor the compiler.
 *
 * Reason: the program, the dynamic provider, the commands, the emulators and mocha's processes load ts-node, TypeScript's
 * compiler and swc at each start, and transpile the same files.
 *
 * Measured: with `unusedModules.js`, loading the program's modules takes 1.1 s of processor time instead of 2.0 s (medians of 3
 * pairs, Node 20): `time node -r ./startup/register.js -e 'require("./components/gateway/servingGateway")'`, where
 * `SERVING_GATEWAY_PLAIN_STARTUP=1` switches both off.
 *
 * The cache is a folder in node_modules/.cache for each combination of versions and options that decides the output, with a
 * file for each source. An entry is used only for the text that it was made from. Processes that write at the same time
 * do not disturb each other: each writes a file of its own and renames it. Nothing is cached if the folder is not
 * writable, or if other users can write to it.
 *
 * Plain JavaScript, because it runs before TypeScript can be loaded.
 */
"use strict";

const { createHash, randomBytes } = require("node:crypto");
const { readFileSync, renameSync, rmSync, writeFileSync } = require("node:fs");
const { createRequire } = require("node:module");
const { isAbsolute, join, relative, sep } = require("node:path");

const { ownFolder } = require("./ownFolder");

const root = join(__dirname, "..");

/** From now on, `require` loads TypeScript. Stack traces name the lines of the sources, as with ts-node. */
exports.register = function () {
    const folder = ownFolder("transpiled", digest(decisive()));
    const outputs = new Map();
    let service;
    const transpile = (source, filename) => {
        service ??= require("ts-node").create({ cwd: root, transpileOnly: true });
        return service.compile(source, filename);
    };
    const outputOf = (source, filename) => {
        const path = relative(root, filename);
        const isOutside = path.startsWith("..") || isAbsolute(path);
        if (folder === undefined || isOutside) return transpile(source, filename);
        const file = join(folder, encodeURIComponent(path));
        // The output names the file, which is another one in a copy of the checkout.
        const of = digest(`${filename}\n${source}`);
        return kept(file, of) ?? keep(file, of, transpile(source, filename));
    };
    // As ts-node does for its own output, with the same package.
    createRequire(require.resolve("ts-node"))("@cspotcode/source-map-support").install({
        environment: "node",
        retrieveFile: (path) => outputs.get(path) ?? "",
        redirectConflictingLibrary: true,
    });
    const { ".ts": before, ".js": javaScript } = require.extensions;
    require.extensions[".ts"] = function (module, filename) {
        // As ts-node, which leaves packages alone.
        if (relative(root, filename).split(sep).includes("node_modules"))
            return (before ?? javaScript)(module, filename);
        const output = outputOf(readFileSync(filename, "utf8"), filename);
        outputs.set(filename, output);
        module._compile(output, filename);
    };
};

/** What the output depends on, apart from the source. */
function decisive() {
    const versions = ["ts-node", "@swc/core", "typescript"].map((name) => require(`${name}/package.json`).version);
    return [...versions, readFileSync(join(root, "tsconfig.json"), "utf8")].join("\n");
}

/** The first line says what the rest was made from, and has its digest: a machine that stops can cut a file short. */
function kept(file, of) {
    try {
        const text = readFileSync(file, "utf8");
        const end = text.indexOf("\n");
        const output = text.slice(end + 1);
        return text.slice(0, end) === heading(of, output) ? output : undefined;
    } catch {
        return undefined;
    }
}

function keep(file, of, output) {
    const own = `${file}.${process.pid}.${randomBytes(6).toString("hex")}`;
    try {
        writeFileSync(own, `${heading(of, output)}\n${output}`, { flag: "wx", mode: 0o600 });
        renameSync(own, file);
    } catch {
        rmSync(own, { force: true });
    }
    return output;
}

function heading(of, output) {
    return `${of} ${digest(output)}`;
}

function digest(text) {
    return createHash("sha256").update(text).digest("hex");
}
