/**
 * Ends a command or a deployment with one line where Node is too old for it. Commands preload it
 * (`node -r ./startup/requireNode.js`), the program loads it first. In plain, old JavaScript: it has to run where the rest
 * cannot.
 *
 * @throws {pulumi.RunError} in the program
 */
"use strict";

var problem = require("./nodeVersion").tooOld(process.version);

if (problem !== undefined) {
    if (require.main !== undefined) throw new (require("@pulumi/pulumi").RunError)(problem);
    // Preloaded: there is no main module yet.
    console.error("error: " + problem);
    process.exit(1);
}
