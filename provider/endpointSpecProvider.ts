import type * as pulumi from "@pulumi/pulumi";
import { isDeepStrictEqual } from "node:util";
import type { OpenAPIV3 } from "openapi-types";
import { NotReady } from "../databricks/sources/source";
import { kinds, sourceOf } from "../databricks/sources/sources";
import { WorkspaceError } from "../databricks/workspaceError";
import { namingKeys } from "../databricks/workspaceKey";
import { SettingsError } from "../settings/settingsError";
import { canonicalJson } from "../transforms/canonical";
import { toolIn } from "../transforms/publication/tool";
import { UnimportableError } from "../transforms/unimportableError";
import { documentHash, reviewContract, type ReviewOptions } from "./contractReview";
import { manyOperations } from "./manyOperations";
import { rightsInWords } from "./rightsReview";
import {
    hasOwn,
    keptOf,
    type KeptState,
    nameOf,
    programOf,
    serve,
    type SpecInputs,
    type SpecState,
    stateOf,
} from "./servedSpec";
import { unknownInput } from "./unknownInput";
import { UnknownWorkspace, workspaceOf } from "./workspaces";

/** What the program says for one run only: no part of the state, so that taking it out again changes nothing. */
interface Review extends ReviewOptions {
    /** Models call it as a tool of an MCP server. */
    readonly isTool?: boolean;
    /** Keep the document of last time, because the workspace cannot be used now. */
    readonly isKept?: boolean;
    /** Publish a general document for a new endpoint that is not ready. */
    readonly unready?: boolean;
    /** A deployment that failed left this resource in the state, and no API: callers know no document of it. */
    readonly unpublished?: boolean;
    /** Application id of the service principal that calls the model. */
    readonly principal?: string;
    /** The document that callers know, where this resource has none of its own yet. */
    readonly against?: string;
}

let config: pulumi.dynamic.Config;
let readingAhead = false;

/**
 * Provider of `EndpointSpec`, loaded as `DynamicResource` says.
 *
 * `check` does the work, because only what `check` returns is known to a preview, on the first one too.
 */
export const endpointSpecProvider: pulumi.dynamic.ResourceProvider = {
    // The runtime does not wait for this before the next call, and a destroy needs no workspace: nothing is read yet.
    configure: async (request) => {
        config = request.config;
        readingAhead = false;
    },

    check: async (olds: Partial<KeptState>, news: SpecInputs & Review) => {
        if (Object.values(news).includes(unknownInput)) return { inputs: news };
        try {
            readAllAhead();
            const { state, refusal } = await checked(stateOf(olds), news);
            return { inputs: keptOf(state, olds), ...(refusal && { failures: [{ property: "", reason: refusal }] }) };
        } catch (thrown) {
            const error = namingKeys(thrown, news.workspace);
            if (!isForTheUser(error)) throw error;
            return { inputs: news, failures: [{ property: "", reason: error.message }] };
        }
    },

    diff: async (_id, olds: KeptState, news: KeptState) => ({
        // The program reads outputs of this version's form only, so that those of an earlier one are written anew.
        changes: olds.document !== undefined || !isSame(olds, news),
        replaces: identity.filter((name) => olds[name] !== news[name]),
    }),

    create: async (inputs: KeptState) => ({ id: inputs.endpoint, outs: keptOf(stateOf(inputs)!) }),

    update: async (_id, _olds, news: KeptState) => ({ outs: keptOf(stateOf(news)!) }),

    read: async (id, props: KeptState) => {
        try {
            const served = keptOf(await refreshed(stateOf(props)!));
            return { id, props: served, inputs: served };
        } catch (error) {
            // An empty id says that the resource is no more; an error would keep the stack from being destroyed.
            if (error instanceof WorkspaceError && error.errorCode === "RESOURCE_DOES_NOT_EXIST" && error.own) {
                return { id: "" };
            }
            // The next update removes it, or moves it to another workspace: a refresh before that must not be in its way.
            if (error instanceof UnknownWorkspace) return { id, props, inputs: props };
            if (isForTheUser(error)) error.stack = "";
            throw error;
        }
    },

    delete: async () => {},
};

/** What the engine kept is the same mostly to the last byte, which takes less to see than what it says. */
function isSame(olds: KeptState, news: KeptState): boolean {
    return isDeepStrictEqual(olds, news) || canonicalJson(stateOf(olds)) === canonicalJson(stateOf(news));
}

/** What makes it another model, and another resource. */
const identity = ["workspace", "kind", "endpoint"] as const;

/** What is published from now on, or why that is refused. */
interface Checked {
    readonly state: SpecState;
    readonly refusal?: string;
}

/**
 * What is published from now on, and what that changes for callers, as lines on standard output: the engine shows these
 * among its diagnostics, at the preview too, and keeps none of them.
 */
async function checked(olds: SpecState | undefined, news: SpecInputs & Review): Promise<Checked> {
    const before = olds && !news.unpublished ? lastPublished(olds) : undefined;
    // Another endpoint may take over the API; what callers know is the same, and nothing else.
    const known = identity.every((name) => olds?.[name] === news[name]) ? before : undefined;
    if ((news.hold || news.isKept) && known) return { state: { ...known, ...programOf(news) } };
    let served: SpecState;
    try {
        served = await serve(config, news, known === undefined && news.unready, before?.origin);
    } catch (error) {
        if (!(error instanceof NotReady) || known === undefined) throw error;
        console.log(`warning: ${error.failure}. Its published document stays as it is.`);
        return { state: { ...known, ...programOf(news) } };
    }
    if (news.principal !== undefined && news.against === undefined) {
        const rights = await rightsInWords(config, news, news.principal, known === undefined);
        if (rights.length > 0) console.log(rights.join("\n"));
    }
    if (served.origin === "fallback" && hasOwn(before?.origin)) {
        console.log(
            `warning: ${nameOf(news)}: callers have a document of its own, and the workspace says that it no ` +
                "longer has one. A general document for its task is published instead.",
        );
    }
    const document = JSON.parse(served.document) as OpenAPIV3.Document;
    const many = news.paths === undefined ? manyOperations(nameOf(news), document) : undefined;
    if (many !== undefined) console.log(many);
    const noTool = news.isTool ? toolIn(document) : undefined;
    if (typeof noTool === "string") {
        const refusal = `${nameOf(news)}: it cannot be a tool of an MCP server, because ${noTool}.`;
        return { state: served, refusal };
    }
    const contract = news.against ?? before?.document;
    // A candidate that stays as it is was shown when it came.
    const shown = news.against !== undefined && served.document === olds?.document;
    if (contract === undefined || shown) return { state: served };
    const { lines, refusal } = reviewContract(nameOf(news), contract, served.document, news);
    if (lines.length > 0) console.log(lines.join("\n"));
    return { state: served, refusal };
}

/** The state with the document that callers know: another than the present one after a refresh. */
function lastPublished({ published, ...state }: SpecState): SpecState {
    return published === undefined ? state : { ...state, document: published, documentHash: documentHash(published) };
}

/**
 * What a refresh finds, and in lines what that changes for callers. The document that they know is kept, so that the next
 * update still compares with it.
 */
async function refreshed(props: SpecState): Promise<SpecState> {
    const before = props.published ?? props.document;
    try {
        const served = props.hold ? props : await serve(config, props, false, props.origin);
        if (served.document === before) return served;
        const { lines } = reviewContract(nameOf(props), before, served.document, { breakingChanges: "warn" });
        if (lines.length > 0) console.log(lines.join("\n"));
        return { ...served, published: before };
    } catch (error) {
        if (error instanceof NotReady) return props;
        throw error;
    }
}

/**
 * With the first model that is checked, all are read that the stack lists: the engine checks one after the other. Those that
 * were found are read by `EndpointSelection`, which knows them.
 */
function readAllAhead(): void {
    if (readingAhead) return;
    readingAhead = true;
    for (const kind of kinds) {
        const { settings } = sourceOf(kind);
        // The program has checked them.
        const listed: readonly Record<string, string>[] = JSON.parse(
            config.get(`serving-gateway:${settings.list}`) ?? "[]",
        );
        for (const { workspace, document, [settings.name]: name = "" } of listed) {
            const id = { workspace, kind, name };
            workspaceOf(config, workspace).ahead.start([{ id, document }]);
        }
    }
}

/** A mistake or an outage that the user can fix, as opposed to a bug, which keeps its stack. */
function isForTheUser(error: unknown): error is Error {
    return error instanceof WorkspaceError || error instanceof UnimportableError || error instanceof SettingsError;
}
