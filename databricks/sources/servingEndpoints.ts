import { readJson, unusable, type WorkspaceCall, type WorkspaceClient } from "../client";
import { searchForEndpoints } from "../discover";
import { hasNoPaths, isEmptyText, parseDocument, readDocumentFile } from "../document";
import type { Right } from "../permissions";
import { quote } from "../quote";
import { typeInWords } from "../typeInWords";
import type { Workspace } from "../workspace";
import { WorkspaceError, type WorkspaceFailure } from "../workspaceError";
import { callTarget, servingPath } from "./callTarget";
import { readEndpoint, type ServingEndpoint } from "./servingEndpoint";
import {
    isReady,
    type Listed,
    type MissingDocument,
    NotReady,
    type ReadOptions,
    type Served,
    type Source,
} from "./source";

const grants: Right = { objects: "serving-endpoints", noun: "endpoint", level: "CAN_QUERY", within: ["CAN_MANAGE"] };

/**
 * Model serving endpoints. Models without a signature, pay-per-token models and Agent Bricks serve no document.
 */
export const servingEndpoints: Source<ServingEndpoint> = {
    kind: "servingEndpoint",
    noun: "endpoint",
    settings: { list: "endpoints", name: "name", filters: "discover" },
    rightToSee: "CAN_VIEW",
    list: ({ client }) => listServingEndpoints(client),
    search: searchForEndpoints,
    stateInWords: ({ state }) => `update: ${state?.config_update ?? "unknown"}`,
    read: readServingEndpoint,
    target: ({ host }, endpoint) => callTarget(endpoint, host),
    inEveryUrl: servingPath,
    grants,
};

async function readServingEndpoint(
    workspace: Workspace,
    name: string,
    { document: file, unready }: ReadOptions = {},
): Promise<Served<ServingEndpoint>> {
    const { client, host } = workspace;
    const model = await getServingEndpoint(client, name);
    const notReady = problemOf(name, model);
    if (notReady && !unready) throw new NotReady(notReady);
    const origins = [host, new URL(callTarget(model, host).invocationBase).origin];
    if (file !== undefined)
        return { model, document: await readDocumentFile(subjectOf(name), file, origins), isFile: true };
    if (notReady) return { model, missing: { failure: notReady.failure, isSaid: true } };
    const text = await servedText(client, name);
    if (typeof text !== "string") return { model, missing: text };
    const subject = `${subjectOf(name)}: its OpenAPI document`;
    if (isEmptyText(text)) return { model, missing: { failure: `${subject} is empty`, isSaid: false } };
    const document = parseDocument({ subject, fix: SERVED_FIX }, text, origins);
    if (!hasNoPaths(document)) return { model, document };
    return { model, missing: { failure: `${subject} has no paths`, isSaid: typeof document.openapi === "string" } };
}

const SERVED_FIX =
    "Compare it with what `databricks serving-endpoints get-open-api` prints, and report it to Databricks.";

/** Without a document there is nothing to publish, and a workspace makes it for an endpoint that is ready only. */
function problemOf(name: string, endpoint: ServingEndpoint): WorkspaceFailure | undefined {
    if (isReady(endpoint)) return undefined;
    const { ready = "", config_update: update = "unknown" } = endpoint.state!;
    return {
        failure: `endpoint "${name}": it is ${quote(ready)} (update: ${quote(update)})`,
        fix:
            update === "IN_PROGRESS"
                ? "It is being deployed. Run the command again when it is ready."
                : "It is stopped, or its deployment failed. Start or repair it in the workspace, then run the " +
                  "command again.",
    };
}

/**
 * The endpoint was just read, so a 404 is the document's; and the call has nothing in it that could be wrong but the
 * endpoint, so a 400 is that too (which one a model without a signature gets is not documented). Except where the
 * endpoint was stopped in between, and where somebody else than the workspace answers, as a proxy does with a page.
 */
async function servedText(client: WorkspaceClient, name: string): Promise<string | MissingDocument> {
    try {
        return await getOpenApi(client, name);
    } catch (error) {
        if (!(error instanceof WorkspaceError) || (error.status !== 404 && error.status !== 400)) throw error;
        if (!error.own) throw notOwn(error);
        if (/not ready/i.test(error.said ?? "")) throw new NotReady(error);
        return { failure: error.failure, said: error.said, isSaid: true };
    }
}

function notOwn({ failure, said, status, errorCode }: WorkspaceError): WorkspaceError {
    return new WorkspaceError({
        failure: `${failure}, in a form that does not come from a workspace`,
        said,
        fix:
            "Check whether a proxy answers in place of the workspace. The published document stays until the " +
            "workspace itself says that there is none.",
        status,
        errorCode,
    });
}

/** @throws {WorkspaceError} also for an answer with members of the wrong type, and for another endpoint's */
export async function getServingEndpoint(client: WorkspaceClient, name: string): Promise<ServingEndpoint> {
    const call = endpointCall(client, name);
    const { endpoint, problem } = readEndpoint(await readJson(client, call));
    if (problem !== undefined) throw unusable(call, `something that is not an endpoint: ${problem}`);
    // Calls go where the name leads, so the workspace's answer does not choose it.
    if (endpoint!.name === name) return endpoint!;
    throw unusable(call, `another endpoint, "${quote(endpoint!.name)}"`);
}

/**
 * All endpoints that the caller may see, sorted by name. The list has no pages, and says less of each than
 * `getServingEndpoint`: no traffic, no URL of its own.
 *
 * @throws {WorkspaceError} also for a list of something else than named objects
 */
export async function listServingEndpoints(client: WorkspaceClient): Promise<Listed<ServingEndpoint>[]> {
    const subject = "the list of serving endpoints";
    // A thousand endpoints, a workspace's most, are longer than any document.
    const call = { subject, path: endpointsPath, accept: anyForm, maxBytes: 64 * 1024 * 1024 };
    const refuse = (pointer: string, value: unknown, expected: string) =>
        unusable(call, `something else: ${pointer} is ${typeInWords(value)}, not ${expected}`);
    const body = await readJson(client, call);
    if (!isObject(body)) throw refuse("its root", body, "an object");
    // A workspace without endpoints leaves the member out.
    const endpoints = body.endpoints ?? [];
    if (!Array.isArray(endpoints)) throw refuse("/endpoints", endpoints, "a list");
    const listed = endpoints.map((entry: unknown, index): Listed<ServingEndpoint> => {
        const pointer = `/endpoints/${index}`;
        if (!isObject(entry)) throw refuse(pointer, entry, "an object");
        if (typeof entry.name !== "string") throw refuse(`${pointer}/name`, entry.name, "a string");
        const { endpoint, problem } = readEndpoint(entry, pointer);
        return endpoint ?? { name: entry.name, problem };
    });
    return listed.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * The endpoint's OpenAPI document as the workspace sends it. Its content type is not looked at: the documentation and the
 * SDKs do not agree on it.
 *
 * @throws {WorkspaceError}
 */
export async function getOpenApi(client: WorkspaceClient, name: string): Promise<string> {
    return client.call(endpointCall(client, name, "/openapi"));
}

const endpointsPath = "/api/2.0/serving-endpoints";
const anyForm = "application/json, text/plain";

const subjectOf = (name: string) => `endpoint "${name}"`;

/** @throws {WorkspaceError} no endpoint can have this name (Databricks: 1 to 63 of alphanumeric, `-` and `_`). */
function endpointCall(client: WorkspaceClient, name: string, below: "" | "/openapi" = ""): WorkspaceCall {
    if (!/^[A-Za-z0-9_-]{1,63}$/.test(name)) {
        throw new WorkspaceError({
            failure: `endpoint "${quote(name)}": this is not a valid name of a serving endpoint`,
            fix: "Names have 1 to 63 characters: letters, digits, hyphens and underscores.",
        });
    }
    return {
        path: `${endpointsPath}/${encodeURIComponent(name)}${below}`,
        accept: anyForm,
        subject: subjectOf(name),
        fix: (status) => fixOf(client, name, below, status),
    };
}

function fixOf({ host, checkedAs }: WorkspaceClient, name: string, below: string, status: number) {
    if (status === 403) return `The deploying identity needs CAN_VIEW on this endpoint. ${checkedAs}`;
    if (status !== 404) return undefined;
    if (below === "/openapi") {
        return (
            "The workspace has no OpenAPI document for this endpoint. It creates one if the served model has a " +
            "signature: log the model with a signature and deploy it again."
        );
    }
    return (
        `There is no serving endpoint "${name}" at ${host}. Names are case sensitive; ` +
        "`databricks serving-endpoints list` shows them."
    );
}

function isObject(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
