/**
 * Starts the dynamic provider of @pulumi/pulumi, after what every process loads first.
 *
 * Reason: the engine's own plugin loads nothing of this program before @pulumi/pulumi, which is most of what its start costs.
 *
 * Measured: a preview of 100 endpoints takes 3.2 s of processor time in the dynamic provider instead of 5.0 s in the version
 * without this and with documents as text in the state: `npm run -s bench -- publish --parts preview --runs 2` (Node 20, a busy
 * machine: read the ratio).
 */
"use strict";

const { isPlain } = require("../register");
if (!isPlain) {
    require("../lateOptimization").optimizeLate();
    require("../quickStructs").quickStructs();
}
require("@pulumi/pulumi/cmd/dynamic-provider");
