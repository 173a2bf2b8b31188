const load = () => import("@redocly/openapi-core");
const configured = async () => (await load()).createConfig({ rules });
const recommended = async () => (await load()).createConfig({ extends: ["recommended"] });
let config: ReturnType<typeof configured> | undefined;
let strictConfig: ReturnType<typeof recommended> | undefined;

/**
 * The rules of Redocly's linter that are OpenAPI's own. Its rules of style are left out, and so is the one about
 * references: it follows what looks like one in an example, too.
 */
const rules = {
    struct: "error",
    "spec-components-invalid-map-name": "error",
    "spec-no-invalid-encoding-combinations": "error",
    "no-identical-paths": "error",
    "no-example-value-and-externalValue": "error",
    "no-mixed-number-range-constraints": "error",
    "operation-operationId-unique": "error",
    "operation-parameters-unique": "error",
    "path-declaration-must-exist": "error",
    "path-params-defined": "error",
} as const;

/** What Redocly's linter has against a document of OpenAPI 3.0 that is written as `text`. */
export async function redoclyProblems(text: string): Promise<unknown[]> {
    return lint(text, await (config ??= configured()));
}

/** What Redocly's linter calls an error by the rules that it recommends, as those who read a document run it. */
export async function redoclyErrors(text: string): Promise<unknown[]> {
    const problems = await lint(text, await (strictConfig ??= recommended()));
    return problems.filter(({ severity }) => severity === "error");
}

async function lint(text: string, config: Awaited<ReturnType<typeof configured>>) {
    const { BaseResolver, lintDocument, Source } = await load();
    const document = { source: new Source("document.json", text), parsed: JSON.parse(text) };
    const problems = await lintDocument({
        document,
        config,
        externalRefResolver: new BaseResolver(),
    });
    return problems.map(({ ruleId, message, severity, location }) => ({
        ruleId,
        message,
        severity,
        pointer: location[0]?.pointer,
    }));
}
