/** States of earlier versions load this from here, before a provider. */
exports.endWithEngine = require("../startup/engineEnd").endWithEngine;
