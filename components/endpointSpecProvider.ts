import type * as pulumi from "@pulumi/pulumi";
import { createHash } from "node:crypto";
import { readWorkspaceSettings, SettingsError } from "../settings";
import { canonicalJson } from "../transforms/canonical";
import { type Change, sanitize, type Sanitized } from "../transforms/pipeline";
import { UnimportableError } from "../transforms/unimportableError";
import { WorkspaceClient } from "../workspace/client";
import { resolveCredential } from "../workspace/credentials";
import { resolveHost } from "../workspace/host";
import { readServingDocument } from "../workspace/servingDocument";
import { WorkspaceError } from "../workspace/workspaceError";

/** What the program says. */
interface Inputs {
    readonly endpoint: string;
    readonly inputs: "all" | "records";
}

/** What the program says and what the workspace served for it; both the checked inputs and the outputs. */
interface State extends Inputs {
    readonly document: string;
    readonly documentHash: string;
    readonly description: string;
    readonly serviceUrl: string;
    readonly warnings: string[];
}

/** An input that is not known yet arrives as this text in `check`; @pulumi/pulumi, runtime/rpc, `unknownValue`. */
const unknown: string = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** More would hide the rest of a preview; `npm run sanitize` lists all. */
const mostWarnings = 10;

let config: pulumi.dynamic.Config;
let sharedClient: WorkspaceClient | undefined;

/**
 * Provider of `EndpointSpec`, loaded by the shell in the state.
 *
 * `check` does the work, because only what `check` returns is known to a preview, on the first one too.
 */
export const endpointSpecProvider: pulumi.dynamic.ResourceProvider = {
    // The runtime does not wait for this before the next call, and a destroy needs no workspace: nothing is read yet.
    configure: async (request) => {
        config = request.config;
        sharedClient = undefined;
    },

    check: async (_olds, news: Inputs) => {
        if (news.endpoint === unknown || (news.inputs as string) === unknown) return { inputs: news };
        try {
            return { inputs: await serve(news) };
        } catch (error) {
            if (!isForTheUser(error)) throw error;
            return { inputs: news, failures: [{ property: "", reason: error.message }] };
        }
    },

    diff: async (_id, olds: State, news: State) => ({
        changes: canonicalJson(stateOf(olds)) !== canonicalJson(stateOf(news)),
        replaces: olds.endpoint === news.endpoint ? [] : ["endpoint"],
    }),

    create: async (inputs: State) => ({ id: inputs.endpoint, outs: stateOf(inputs) }),

    update: async (_id, _olds, news: State) => ({ outs: stateOf(news) }),

    read: async (id, props: State) => {
        try {
            const served = await serve(props);
            return { id, props: served, inputs: served };
        } catch (error) {
            // An empty id says that the resource is no more; an error would keep the stack from being destroyed.
            if (error instanceof WorkspaceError && error.errorCode === "RESOURCE_DOES_NOT_EXIST") return { id: "" };
            if (isForTheUser(error)) error.stack = "";
            throw error;
        }
    },

    delete: async () => {},
};

/** The endpoint's document as the workspace serves it now, in the form that is published. */
async function serve({ endpoint, inputs }: Inputs): Promise<State> {
    const served = await readServingDocument(client(), endpoint);
    const { document, report } = sanitized(endpoint, served.document, inputs);
    const text = canonicalJson(document);
    return {
        endpoint,
        inputs,
        document: text,
        documentHash: createHash("sha256").update(text).digest("hex"),
        description: served.endpoint.description ?? "",
        serviceUrl: served.invocationBase,
        warnings: warnings(report),
    };
}

function sanitized(endpoint: string, document: unknown, inputs: Inputs["inputs"]): Sanitized {
    try {
        return sanitize(document, { inputs });
    } catch (error) {
        if (error instanceof UnimportableError) error.message = `endpoint "${endpoint}": ${error.message}`;
        throw error;
    }
}

/** One client for all endpoints, so that they share one access token. */
function client(): WorkspaceClient {
    if (!sharedClient) {
        const settings = readWorkspaceSettings({ "serving-gateway:workspace": config.get("workspace") });
        const host = resolveHost(settings, process.env);
        sharedClient = new WorkspaceClient(host, resolveCredential(settings, process.env, host));
    }
    return sharedClient;
}

/** Callers may be told less by the published document than by the endpoint's own: worth a line in the preview. */
function warnings(report: readonly Change[]): string[] {
    const loosened = report.filter((change) => change.effect === "loosened");
    const lines = loosened.slice(0, mostWarnings).map((change) => `${change.pointer}: ${change.detail}`);
    if (loosened.length > mostWarnings) lines.push(`and ${loosened.length - mostWarnings} more like these`);
    return lines;
}

/** What counts as this resource's state, without what the runtime adds to it. */
function stateOf({ endpoint, inputs, document, documentHash, description, serviceUrl, warnings }: State): State {
    return { endpoint, inputs, document, documentHash, description, serviceUrl, warnings };
}

/** A mistake or an outage that the user can mend, as opposed to a bug, which keeps its stack. */
function isForTheUser(error: unknown): error is Error {
    return error instanceof WorkspaceError || error instanceof UnimportableError || error instanceof SettingsError;
}
