/**
 * Loads parts of packages only when they are used: what @pulumi/pulumi has for functions that are serialized into states
 * (npm's dependency resolver, TypeScript's compiler, readers of package.json), its Automation API and its reader of versions,
 * XML's reader of YAML, and zod's messages in languages that the program does not speak.
 *
 * Reason: these packages load them with themselves, and this program uses none.
 *
 * Measured: loading @pulumi/pulumi takes 0.39 s of processor time instead of 1.38 s (medians of 3 pairs, Node 20):
 * `time node -e 'require("@pulumi/pulumi")'`, with and without `-r ./startup/register.js`.
 *
 * Plain JavaScript, because it runs before TypeScript can be loaded.
 */
"use strict";

const Module = require("node:module");

const unused = [
    "@npmcli/arborist",
    "typescript",
    "normalize-package-data",
    "fdir",
    "semver",
    "./automation",
    "js-yaml",
    "../locales/index.cjs",
];
const users = [
    /@pulumi[\\/]pulumi[\\/](runtime[\\/](closure[\\/]\w+|rpc)|typescript-shim|index)\.js$/,
    /xmlbuilder2[\\/]lib[\\/]readers[\\/]YAMLReader\.js$/,
    /zod[\\/]v4[\\/](classic[\\/]external|core[\\/]index)\.cjs$/,
];

/** From now on, @pulumi/pulumi gets stand-ins that load the packages at the first access. */
exports.loadWhenUsed = function () {
    const load = Module._load;
    Module._load = function (request, parent, ...rest) {
        const isUnused = unused.includes(request) && users.some((files) => files.test(parent?.filename ?? ""));
        return isUnused
            ? standIn(() => load.call(this, request, parent, ...rest))
            : load.call(this, request, parent, ...rest);
    };
};

/** Named exports are read from it, and one that is the whole module as `default`. */
function standIn(load) {
    const read = (name) => (name === "default" ? (load().default ?? load()) : load()[name]);
    return new Proxy({}, { get: (_, name) => name === "__esModule" || read(name) });
}
