/**
 * Mocha's configuration for the part of the tests that needs no engine: all but `tests/e2e`, and nothing that looks for an
 * engine or builds one first.
 */
"use strict";

const all = require("../.mocharc.json");

module.exports = {
    ...all,
    require: all.require.filter((file) => file !== "tests/engine.ts"),
    ignore: ["tests/e2e/**"],
};
