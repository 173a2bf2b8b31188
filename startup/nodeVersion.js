/**
 * Whether this Node can run the program. In plain, old JavaScript, because it has to run where the rest cannot.
 */
"use strict";

var oldest = require("../package.json").engines.node.replace(/^>=/, "");

/**
 * @param {string} found version of Node, e.g. `v18.20.8`
 * @returns {string | undefined} what is wrong and what to do; undefined for a version that is new enough
 */
exports.tooOld = function (found) {
    var wanted = oldest.split(".").map(Number);
    var present = found.replace(/^v/, "").split(".").map(Number);
    for (var index = 0; index < wanted.length; index++) {
        if (present[index] > wanted[index]) return undefined;
        if (present[index] < wanted[index]) {
            return (
                "Node.js " +
                oldest +
                " or newer is required, and this is " +
                found +
                ". Install a newer one, e.g. `nvm install 24`."
            );
        }
    }
    return undefined;
};
