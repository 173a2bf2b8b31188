/** States of earlier versions load the provider from this path, with ts-node registered. */
exports.servicePurgeProvider = require("../provider/servicePurgeProvider").servicePurgeProvider;
