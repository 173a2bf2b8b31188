/**
 * The program, after what every process loads first: `main` in package.json, so that @pulumi/pulumi begins here. It runs
 * `index.ts`. Plain, old JavaScript: a Node that is too old for the rest has to get to its refusal.
 */
"use strict";

require("./requireNode");
require("./register");
module.exports = require("../index");
