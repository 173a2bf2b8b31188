import type { Moment } from "./killedEngine";

/** A deployment that is killed: which, and after which call. */
export interface Kill {
    readonly when: string;
    /** `first`: nothing was deployed before. `update`: of a stack that callers use. */
    readonly deployment: "first" | "update";
    readonly moment: Moment;
}

export const agent = "agents_main-dbdemos_rag_chatbot-dbdemos_rag_demo";
export const granted = "wine-quality";
export const chat = "llama-chat";

const wrote =
    (path: string): Moment =>
    (side, call) =>
        side === "arm" && call.method === "PUT" && call.path.endsWith(path);
const read =
    (path: string): Moment =>
    (side, call) =>
        side === "arm" && call.method === "GET" && call.status === 200 && call.path.endsWith(path);
const workspace =
    (method: string, path: RegExp): Moment =>
    (side, call) =>
        side === "workspace" && call.method === method && path.test(call.path);

const permissions = /\/permissions\/serving-endpoints\//;

/** The deployments of `killed.test.ts` have something at each of these moments. */
export const kills: readonly Kill[] = [
    first("before anything is made", read("/service/apim-serving-gateway")),
    first("with a named value", wrote("/namedValues/databricks-pat")),
    first("with a group", wrote("/groups/risk-team")),
    first("with a product and the subscription that Azure makes for it", wrote("/products/models")),
    first("with a logger", wrote("/loggers/serving-gateway-local")),
    first("with a service principal in the workspace", workspace("POST", /\/ServicePrincipals$/)),
    first("with a right in the workspace", workspace("PATCH", permissions)),
    first("with an import that goes on", wrote(`/apis/${agent}`)),
    first("with an API without a policy", read(`/apis/${granted}`)),
    first("with the last key", wrote(`/subscriptions/${granted}`)),
    update("with another product", wrote("/products/gold")),
    update("with another tag", wrote("/tags/language-models")),
    update("with another right in the workspace", workspace("PATCH", permissions)),
    update("with another API, observed", wrote(`/apis/${chat}/diagnostics/applicationinsights`)),
    update("with another API's policy", wrote(`/apis/${chat}/policies/policy`)),
    update("with another key", wrote(`/subscriptions/${chat}`)),
];

function first(when: string, moment: Moment): Kill {
    return { when, deployment: "first", moment };
}

function update(when: string, moment: Moment): Kill {
    return { when, deployment: "update", moment };
}
