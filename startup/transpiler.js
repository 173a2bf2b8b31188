/**
 * The transpiler that ts-node uses (`transpiler` in tsconfig.json): swc, with a cache of its output on disk.
 *
 * Reason: the program, the dynamic provider, the commands, the emulators and mocha's processes load swc and transpile the
 * same files at each start.
 *
 * Measured: loading the program's modules takes 1.66 s of processor time instead of 1.93 s, and loading the command of the
 * emulators 1.44 s instead of 1.72 s (medians of 7 alternating pairs, Node 20, a busy machine: read the ratios).
 *
 * The cache is a folder in node_modules/.cache for each combination of versions and options that decides the output, with a
 * file for each source. An entry is used only for the text that it was made from. Processes that write at the same time
 * do not disturb each other: each writes a file of its own and renames it. Nothing is cached if the folder is not
 * writable, or if other users can write to it.
 *
 * Plain JavaScript, because ts-node loads it before it can load TypeScript.
 */
"use strict";

const { createHash, randomBytes } = require("node:crypto");
const { lstatSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } = require("node:fs");
const { isAbsolute, join, relative } = require("node:path");

const root = join(__dirname, "..");

/**
 * @param {import("ts-node").CreateTranspilerOptions} options
 * @returns {import("ts-node").Transpiler}
 */
exports.create = function (options) {
    let swc;
    const transpile = (input, transpileOptions) => {
        swc ??= require("ts-node/transpilers/swc").create(options);
        return swc.transpile(input, transpileOptions);
    };
    if (isPlain(process.env)) return { transpile };
    // ts-node makes five transpilers, and uses one or two.
    let folder;
    return {
        transpile(input, transpileOptions) {
            folder ??= ownFolder(join(exports.cache, digest(decisive(options))));
            const path = relative(root, transpileOptions.fileName);
            const isOutside = path.startsWith("..") || isAbsolute(path);
            if (folder === "" || isOutside) return transpile(input, transpileOptions);
            const file = join(folder, `${encodeURIComponent(path)}.json`);
            const source = digest(transpileOptions.fileName + "\n" + input);
            return kept(file, source) ?? keep(file, source, transpile(input, transpileOptions));
        },
    };
};

/** The folder of the cache. */
exports.cache = join(root, "node_modules/.cache/databricks-serving-gateway/transpiled");

/** What the output depends on, apart from the source. */
function decisive({ service, nodeModuleEmitKind }) {
    const { configFilePath: _path, noCheck: _check, ...compilerOptions } = service.config.options;
    return JSON.stringify([
        require("ts-node/package.json").version,
        require("@swc/core/package.json").version,
        nodeModuleEmitKind,
        compilerOptions,
    ]);
}

/** Makes the folder, and gives its path, or "" where others could have written what is in it, or this user cannot. */
function ownFolder(folder) {
    try {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        const { uid, mode } = lstatSync(folder);
        const isOwn = process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0);
        return isOwn ? folder : "";
    } catch {
        return "";
    }
}

function kept(file, source) {
    try {
        const { source: of, outputText, sourceMapText } = JSON.parse(readFileSync(file, "utf8"));
        return of === source ? { outputText, sourceMapText } : undefined;
    } catch {
        // It is not there, or it was cut short when the machine stopped.
        return undefined;
    }
}

function keep(file, source, { outputText, sourceMapText }) {
    const own = `${file}.${process.pid}.${randomBytes(6).toString("hex")}`;
    try {
        writeFileSync(own, JSON.stringify({ source, outputText, sourceMapText }), { flag: "wx", mode: 0o600 });
        renameSync(own, file);
    } catch {
        rmSync(own, { force: true });
    }
    return { outputText, sourceMapText };
}

function digest(text) {
    return createHash("sha256").update(text).digest("hex");
}

/** As in plainStartup.ts, which needs a transpiler itself. */
function isPlain(environment) {
    return !["", "0", "false"].includes(environment.SERVING_GATEWAY_PLAIN_STARTUP ?? "");
}
