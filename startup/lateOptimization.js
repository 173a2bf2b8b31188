/**
 * Lets V8 optimize a function only once it has run for long.
 *
 * Reason: the program and the dynamic provider end after some seconds. V8 compiles thousands of functions for speed meanwhile, on
 * other cores, and most of them hardly run again.
 *
 * Measured: an unchanged preview of 100 endpoints takes 6.7 s of processor time and 238 MB in the program instead of 7.8 s and
 * 250 MB, and 2.9 s in the dynamic provider instead of 3.2 s (medians of 3 pairs, Node 20, a busy machine: read the ratios):
 * `npm run -s bench -- publish --parts preview --runs 3 --json`, with and without the calls of this function. Declaring these
 * endpoints takes 1.8 s instead of 2.9 s on Node 20, 1.7 s instead of 2.1 s on Node 22, 1.4 s instead of 1.6 s on Node 24, and
 * as long as before on Node 26 (`tests/startup/measure.ts`).
 *
 * Plain JavaScript, because it runs before TypeScript can be loaded.
 */
"use strict";

const v8 = require("node:v8");

/** V8 prints an error for a flag that it does not know. The default is 67,584 in Node 20, and 3,000 calls from Node 22 on. */
const flag =
    Number.parseInt(process.versions.node, 10) < 22
        ? "--interrupt-budget=2000000"
        : "--invocation-count-for-turbofan=90000";

/** From now on, V8 waits thirty times as long. */
exports.optimizeLate = function () {
    v8.setFlagsFromString(flag);
};
