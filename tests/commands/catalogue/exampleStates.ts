import { catalogueFiles, historyFile } from "../../../commands/catalogue/catalogue";
import { type History, readHistory } from "../../../commands/catalogue/history";
import { offerOf } from "../../../commands/catalogue/offer";
import { exampleApis, exampleState, type StateApi, type StateParts } from "./exampleState";

/** What a model may say of itself, to be more than text on a page. */
const hostile = `</title></p></main><script>alert(1)</script><img src=x onerror=alert(1)>"'[x](javascript:alert(1))`;

/** A state in which every text of a model and of a setting says so. */
export function hostileState(): string {
    const said: StateApi = {
        ...withRequest(
            { type: "object", properties: { [hostile]: { type: "string", description: hostile, enum: [hostile] } } },
            { [hostile]: hostile },
        ),
        description: hostile,
        metadata: `Tags: ${hostile}`,
        output: { neededToCall: hostile, needs: { subscriptionKey: { header: "X-`$(id)'Key", query: "key" } } },
    };
    const parts: StateParts = {
        apis: { [hostile]: said },
        products: { [hostile]: { displayName: hostile, description: hostile, terms: hostile, state: "published" } },
        groups: { [hostile]: [hostile] },
        links: { [hostile]: [hostile] },
        servers: {
            [hostile]: {
                description: hostile,
                tools: [{ name: hostile, description: hostile, operationId: `/apis/${hostile}` }],
            },
        },
        outputs: { openai: { url: "javascript:alert(1)", models: [hostile], neededToCall: hostile } },
    };
    return exampleState(parts);
}

/** The history of the example, whose contract with the wine model broke its callers, and whom callers ask. */
export function stateWithHistory(): [History, string] {
    const old = exampleState({ apis: { ...exampleApis(), "wine-quality": withRequest({ type: "object" }) } });
    const { written } = catalogueFiles(offerOf(old, "prod"), undefined, undefined);
    return [readHistory(written.get(historyFile)!, "prod", historyFile), "models@contoso.example"];
}

/** An API whose requests have this schema. */
export function withRequest(schema: object, example: object = {}): StateApi {
    const requestBody = { required: true, content: { "application/json": { schema, example } } };
    const responses = { 200: { description: "ok", content: { "application/json": { schema: { type: "object" } } } } };
    const paths = { "/invocations": { post: { operationId: "invoke", requestBody, responses } } };
    return { document: JSON.stringify({ openapi: "3.0.3", info: { title: "churn", version: "1" }, paths }) };
}
