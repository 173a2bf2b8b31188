/**
 * Loads npm's dependency resolver when it is asked for something. @pulumi/pulumi loads it with itself, for functions that
 * are serialized with their packages, which this program has none of: 300 modules, and a fifth of the processor time that
 * each of the program and its dynamic provider takes to start. The tests start both several hundred times.
 *
 * Preloaded into mocha's processes and into all that they start. In JavaScript, because it has to run before ts-node.
 */
"use strict";

const Module = require("node:module");

const arborist = "@npmcli/arborist";

const load = Module._load;
Module._load = function (request, ...rest) {
    if (request !== arborist) return load.call(this, request, ...rest);
    return {
        __esModule: true,
        get Arborist() {
            return load.call(Module, request, ...rest).Arborist;
        },
    };
};

const preload = `--require ${JSON.stringify(__filename)}`;
const options = process.env.NODE_OPTIONS ?? "";
if (!options.includes(preload)) process.env.NODE_OPTIONS = `${options} ${preload}`.trim();
