/**
 * Starts the dynamic provider of @pulumi/pulumi, after what every process loads first.
 *
 * Reason: the engine's own plugin loads nothing of this program before @pulumi/pulumi, which is most of what its start costs.
 *
 * Measured: a preview of 40 endpoints takes 2.8 s of processor time in the dynamic provider instead of 3.7 s (three
 * alternating pairs, Node 20, a busy machine: read the ratios).
 */
"use strict";

require("../register");
require("@pulumi/pulumi/cmd/dynamic-provider");
