/**
 * The code of the stack's dynamic resources. States name this entry, as `databricks-serving-gateway/provider`, so neither
 * that name nor the names below may change.
 *
 * Plain JavaScript: Node loads it before ts-node is there. As a dependency it lies in `node_modules`, which ts-node leaves
 * alone when it is registered for the program's folder; registered for this package's, it does not.
 */
const { join } = require("node:path");

require("ts-node").register({ cwd: join(__dirname, ".."), transpileOnly: true });
require("./engineEnd").endWithEngine();

const names = [
    "endpointGrantProvider",
    "endpointSelectionProvider",
    "endpointSpecProvider",
    "productCleanupProvider",
    "servicePurgeProvider",
];

// A stack that has no products loads nothing of theirs.
for (const name of names) {
    Object.defineProperty(exports, name, { enumerable: true, get: () => require(`./${name}`)[name] });
}
