/**
 * The code of the stack's dynamic resources: every provider of this folder under the name of its file. States name this
 * entry, as `databricks-serving-gateway/provider`, and a provider, so neither may be renamed.
 *
 * Plain JavaScript: Node loads it before ts-node is there. As a dependency it lies in `node_modules`, which ts-node leaves
 * alone when it is registered for the program's folder; registered for this package's, it does not.
 */
const { readdirSync } = require("node:fs");
const { join, parse } = require("node:path");

require("ts-node").register({ cwd: join(__dirname, ".."), transpileOnly: true });
require("../startup/engineEnd").endWithEngine();

for (const file of readdirSync(__dirname).filter((each) => each.endsWith("Provider.ts"))) {
    const { name } = parse(file);
    // Loaded when it is asked for: a stack that has no products loads nothing of theirs.
    Object.defineProperty(exports, name, { enumerable: true, get: () => require(`./${name}`)[name] });
}
