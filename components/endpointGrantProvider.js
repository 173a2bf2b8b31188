/** States of earlier versions load the provider from this path, with ts-node registered. */
exports.endpointGrantProvider = require("../provider/endpointGrantProvider").endpointGrantProvider;
