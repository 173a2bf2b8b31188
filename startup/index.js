/**
 * What the program loads first. In plain, old JavaScript: a Node that is too old for the rest has to get to its refusal.
 */
"use strict";

require("./requireNode");
require("./changes").changeRuntime();
