/**
 * The program, after what every process loads first: `main` in package.json, so that @pulumi/pulumi begins here. It runs
 * `index.ts`. Plain, old JavaScript: a Node that is too old for the rest has to get to its refusal.
 */
"use strict";

require("./requireNode");
const { isPlain } = require("./register");

/** @returns {Promise<object>} the outputs of the stack */
module.exports = async function () {
    if (!isPlain) require("./lateOptimization").optimizeLate();
    if (!isPlain) await require("./debugger").stopDebugger();
    return require("../index")();
};
