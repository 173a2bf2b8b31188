/**
 * What every process loads before anything else: `require` loads TypeScript from here on. Commands and mocha preload it
 * (`node -r ./startup/register.js`); Pulumi.yaml names it for the program, and the plugin in dynamicProvider/ loads it for
 * the dynamic provider. Where `SERVING_GATEWAY_PLAIN_STARTUP` is set, this is ts-node and nothing else.
 *
 * Plain JavaScript, because it runs before TypeScript can be loaded.
 */
"use strict";

const { join } = require("node:path");

/** As in plainStartup.ts. */
exports.isPlain = !["", "0", "false"].includes(process.env.SERVING_GATEWAY_PLAIN_STARTUP ?? "");

if (exports.isPlain) {
    require("ts-node").register({ cwd: join(__dirname, ".."), transpileOnly: true });
} else {
    require("./compileCache").keepCompiled();
    require("./unusedModules").loadWhenUsed();
    require("./transpiled").register();
}
