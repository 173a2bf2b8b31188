import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A call of an app, once its caller is known. */
export interface AppCall {
    readonly method: string;
    /** Without the query. */
    readonly path: string;
    readonly body: string;
}

/** What an app answers. */
export interface AppAnswer {
    /** @default 200 */
    readonly status?: number;
    /** An object is sent as JSON, a text as a page. */
    readonly body: object | string;
}

/** A Databricks App, as `GET /api/2.0/apps/{name}` shows it, and what it answers at its own host. */
export interface EmulatedApp {
    readonly name: string;
    readonly id: string;
    readonly description?: string;
    readonly creator: string;
    readonly compute_status: { readonly state: ComputeState; readonly message?: string };
    readonly app_status: { readonly state: ApplicationState; readonly message?: string };
    /** What another place than its host is shown in its stead. @default its host */
    readonly url?: string;
    /** The OpenAPI document that it serves at `/openapi.json`, as text. @default none */
    readonly document?: string;
    /** Every call but those of the document. */
    readonly answer: (call: AppCall) => AppAnswer;
}

/** databricks-sdk 0.162.0, `ComputeState`. */
export type ComputeState = "ACTIVE" | "DELETING" | "ERROR" | "STARTING" | "STOPPED" | "STOPPING" | "UPDATING";
/** databricks-sdk 0.162.0, `ApplicationState`. */
export type ApplicationState = "CRASHED" | "DEPLOYING" | "RUNNING" | "UNAVAILABLE";

/** An app that runs and serves a page. @param id @default one that is made of the name */
export function appDefaults(name: string): EmulatedApp {
    return {
        name,
        id: `app-${Buffer.from(name).toString("hex")}`,
        creator: "mlops@example.com",
        compute_status: { state: "ACTIVE", message: "App compute is running." },
        app_status: { state: "RUNNING", message: "App is running" },
        answer: ({ path }) => (path === "/" ? { body: page(name) } : { status: 404, body: { detail: "Not Found" } }),
    };
}

/** The app that is there from the start: an agent as FastAPI serves it. */
export function appSeeds(): EmulatedApp[] {
    return [
        {
            ...appDefaults("support-agent"),
            description: "Answers what customers ask about their cases.",
            document: readFileSync(join(__dirname, "../documents/support-agent.json"), "utf8"),
            answer: supportAgent,
        },
    ];
}

function supportAgent({ method, path, body }: AppCall): AppAnswer {
    if (method === "GET" && path === "/") return { body: page("support-agent") };
    if (method === "GET" && path === "/health") return { body: { status: "ok" } };
    const [, id] = /^\/api\/cases\/([^/]+)$/.exec(path) ?? [];
    if (method === "GET" && id !== undefined) {
        if (/^\d+$/.test(id)) return { body: { id: Number(id), state: "open", notes: [] } };
        return invalid(["path", "case_id"], "int_parsing", "Input should be a valid integer");
    }
    if (method !== "POST" || path !== "/invocations") return { status: 404, body: { detail: "Not Found" } };
    const input = inputOf(body);
    if (input === undefined) return invalid(["body", "input"], "missing", "Field required");
    return { body: { output: [{ role: "assistant", content: `emulated answer to: ${input}` }] } };
}

/** What the last message says; undefined for a body that is none. */
function inputOf(body: string): string | undefined {
    try {
        const { input } = JSON.parse(body) as { input?: { content?: unknown }[] };
        const content = input?.at(-1)?.content;
        return typeof content === "string" ? content : undefined;
    } catch {
        return undefined;
    }
}

/** As FastAPI refuses what does not fit. */
function invalid(loc: readonly string[], type: string, msg: string): AppAnswer {
    return { status: 422, body: { detail: [{ type, loc, msg }] } };
}

function page(name: string): string {
    return `<!DOCTYPE html><html><head><title>${name}</title></head><body></body></html>`;
}
