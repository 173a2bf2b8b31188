/**
 * The code of the stack's dynamic resources: every provider of this folder under the name of its file. States name this
 * entry, as `databricks-serving-gateway/provider`, and a provider, so neither may be renamed.
 *
 * Plain JavaScript: Node loads it before ts-node is there. A packed package holds what was compiled of the providers; a
 * checkout has their sources. As a dependency a checkout lies in `node_modules`, which ts-node leaves alone when it is
 * registered for the program's folder; registered for this package's, it does not.
 */
const { existsSync, readdirSync } = require("node:fs");
const { join, parse } = require("node:path");

const root = join(__dirname, "..");
const isCheckout = existsSync(join(__dirname, "endpointSpecProvider.ts"));
const code = isCheckout ? root : join(root, "dist");

if (isCheckout) require("../startup/register");
require(join(code, "startup/engineEnd")).endWithEngine();

for (const file of readdirSync(join(code, "provider")).filter((each) => /Provider\.[jt]s$/.test(each))) {
    const { name } = parse(file);
    // Loaded when it is asked for: a stack that has no products loads nothing of theirs.
    Object.defineProperty(exports, name, { enumerable: true, get: () => require(join(code, "provider", name))[name] });
}
