"use strict";

const { lstatSync, mkdirSync } = require("node:fs");
const { join } = require("node:path");

const cache = join(__dirname, "../node_modules/.cache/databricks-serving-gateway");

/**
 * Makes a folder for what later processes run.
 *
 * @param {string[]} names of the folder and of those that it is in
 * @returns {string | undefined} its path, unless others could have written what is in it, or this user cannot write
 */
exports.ownFolder = function (...names) {
    const folder = join(cache, ...names);
    try {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        const { uid, mode } = lstatSync(folder);
        const isOwn = process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0);
        return isOwn ? folder : undefined;
    } catch {
        return undefined;
    }
};
