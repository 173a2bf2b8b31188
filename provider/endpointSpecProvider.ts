import type * as pulumi from "@pulumi/pulumi";
import { resolve } from "node:path";
import type { CredentialSettings } from "../settings/credential";
import { SettingsError } from "../settings/settingsError";
import { canonicalJson } from "../transforms/canonical";
import { fallbackDocument } from "../transforms/publication/fallbackDocument";
import { metadataInWords } from "../transforms/publication/metadataInWords";
import type { Change, Sanitized } from "../transforms/convert/pipeline";
import { publication } from "../transforms/publication/publication";
import type { Routes } from "../transforms/publication/routes";
import { withoutTags } from "../transforms/withoutTags";
import { UnimportableError } from "../transforms/unimportableError";
import { taskName } from "../transforms/publication/tasks/taskOf";
import { quote } from "../databricks/quote";
import { type CallTarget, NotReady, type Served } from "../databricks/sources/source";
import { type Kind, type ModelId, sourceOf } from "../databricks/sources/sources";
import { WorkspaceError } from "../databricks/workspaceError";
import { documentHash, reviewContract, type ReviewOptions } from "./contractReview";
import { workspaceOf } from "./workspaces";

/** What the program says. */
interface Inputs {
    /** `id` of its workspace. @default the one that the setting `workspace` describes */
    readonly workspace?: string;
    /** @default "servingEndpoint" */
    readonly kind?: Kind;
    /** Name of the model. */
    readonly endpoint: string;
    readonly inputs: "all" | "records";
    readonly routes: Routes;
    readonly missingDocument: "warn" | "refuse";
    readonly documentFile?: string;
    readonly credential: CredentialSettings["method"] | "none";
    readonly hold?: boolean;
}

/** What the program says for one run only: no part of the state, so that taking it out again changes nothing. */
interface Review extends ReviewOptions {
    /** Publish a general document for a new endpoint that is not ready. */
    readonly unready?: boolean;
    /** A deployment that failed left this resource in the state, and no API: callers know no document of it. */
    readonly unpublished?: boolean;
    /** The document that callers know, where this resource has none of its own yet. */
    readonly against?: string;
}

/** What the program says and what the workspace served for it; both the checked inputs and the outputs. */
interface State extends Inputs {
    readonly document: string;
    readonly documentHash: string;
    readonly description: string;
    readonly metadata: string;
    readonly task: string;
    readonly endpointId: string;
    readonly serviceUrl: string;
    readonly authorizationDetails: string;
    readonly origin: "endpoint" | "file" | "fallback";
    readonly warnings: string[];
    /** The document that callers know, where a refresh has found another one since. */
    readonly published?: string;
}

/** An input that is not known yet arrives as this text in `check`; @pulumi/pulumi, runtime/rpc, `unknownValue`. */
const unknown: string = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** More would hide the rest of a preview; `npm run sanitize` lists all. */
const mostWarnings = 10;

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

    check: async (olds: Partial<State>, news: Inputs & Review) => {
        if (Object.values(news).includes(unknown)) return { inputs: news };
        try {
            readAllAhead();
            return await checked(olds, news);
        } catch (error) {
            if (!isForTheUser(error)) throw error;
            return { inputs: news, failures: [{ property: "", reason: error.message }] };
        }
    },

    diff: async (_id, olds: State, news: State) => ({
        changes: canonicalJson(stateOf(olds)) !== canonicalJson(stateOf(news)),
        replaces: identity.filter((name) => olds[name] !== news[name]),
    }),

    create: async (inputs: State) => ({ id: inputs.endpoint, outs: stateOf(inputs) }),

    update: async (_id, _olds, news: State) => ({ outs: stateOf(news) }),

    read: async (id, props: State) => {
        try {
            const served = await refreshed(props);
            return { id, props: served, inputs: served };
        } catch (error) {
            // An empty id says that the resource is no more; an error would keep the stack from being destroyed.
            if (error instanceof WorkspaceError && error.errorCode === "RESOURCE_DOES_NOT_EXIST" && error.own) {
                return { id: "" };
            }
            if (isForTheUser(error)) error.stack = "";
            throw error;
        }
    },

    delete: async () => {},
};

/** What makes it another model, and another resource. */
const identity = ["workspace", "kind", "endpoint"] as const;

/**
 * What is published from now on, and what that changes for callers, as lines on standard output: the engine shows these
 * among its diagnostics, at the preview too, and keeps none of them.
 */
async function checked(olds: Partial<State>, news: Inputs & Review): Promise<pulumi.dynamic.CheckResult> {
    const before = news.unpublished ? undefined : lastPublished(olds);
    // Another endpoint may take over the API; what callers know is the same, and nothing else.
    const known = identity.every((name) => olds[name] === news[name]) ? before : undefined;
    if (news.hold && known) return { inputs: stateOf({ ...known, ...programOf(news) }) };
    let served: State;
    try {
        served = await serve(news, known === undefined && news.unready, before?.origin);
    } catch (error) {
        if (!(error instanceof NotReady) || known === undefined) throw error;
        console.log(`warning: ${error.failure}. What is published of it stays as it is.`);
        return { inputs: stateOf({ ...known, ...programOf(news) }) };
    }
    if (served.origin === "fallback" && hasOwn(before?.origin)) {
        console.log(
            `warning: ${nameOf(news)}: callers have a document of its own, and the workspace says that there is ` +
                "none any more. What is general to its task takes its place.",
        );
    }
    const contract = news.against ?? before?.document;
    // A candidate that stays as it is was shown when it came.
    const shown = news.against !== undefined && served.document === olds.document;
    if (contract === undefined || shown) return { inputs: served };
    const { lines, refusal } = reviewContract(nameOf(news), contract, served.document, news);
    if (lines.length > 0) console.log(lines.join("\n"));
    return { inputs: served, ...(refusal && { failures: [{ property: "", reason: refusal }] }) };
}

/** The state with the document that callers know: another than the present one after a refresh. */
function lastPublished(olds: Partial<State>): State | undefined {
    if (olds.document === undefined) return undefined;
    const { published = olds.document, ...state } = olds as State;
    return { ...state, document: published, documentHash: documentHash(published) };
}

/** What a refresh finds. The document that callers know is kept, so that the next update still compares with it. */
async function refreshed(props: State): Promise<State> {
    const before = props.published ?? props.document;
    try {
        const served = props.hold ? props : await serve(props, false, props.origin);
        return stateOf({ ...served, ...(served.document !== before && { published: before }) });
    } catch (error) {
        if (error instanceof NotReady) return stateOf(props);
        throw error;
    }
}

/**
 * The endpoint's document as the workspace serves it now, or what stands in for it, in the form that is published.
 *
 * @param before where the document that callers have comes from
 */
async function serve(program: Inputs, unready = false, before?: State["origin"]): Promise<State> {
    const { documentFile } = program;
    const id = modelOf(program);
    const source = sourceOf(id.kind);
    const workspace = await workspaceOf(config, id.workspace).ahead.workspaceFor(id);
    const served = await source.read(workspace, id.name, { file: documentFile && resolve(documentFile), unready });
    const { model, missing } = served;
    if (missing && program.missingDocument === "refuse") throw new WorkspaceError({ ...missing, mend: missingMend });
    if (missing && !missing.isSaid && hasOwn(before)) throw new WorkspaceError({ ...missing, mend: keptMend });
    const target = source.target(workspace, model);
    checkCredential(nameOf(program), target, program.credential);
    const { document, report } = published(served, target, program);
    const text = canonicalJson(document);
    return stateOf({
        ...programOf(program),
        document: text,
        documentHash: documentHash(text),
        description: withoutTags(model.description ?? ""),
        metadata: metadataInWords(model),
        task: taskName(model),
        endpointId: model.id ?? "",
        serviceUrl: target.invocationBase,
        authorizationDetails: target.authorizationDetails ?? "",
        origin: documentFile ? "file" : missing ? "fallback" : "endpoint",
        warnings: [...missingWarning(served), ...warnings(report)],
    });
}

function modelOf({ workspace, kind, endpoint: name }: Inputs): ModelId {
    return { workspace, kind, name };
}

/** What messages call it, e.g. `endpoint "churn"`. */
function nameOf({ kind, endpoint }: Inputs): string {
    return `${sourceOf(kind).noun} "${endpoint}"`;
}

/** Route-optimized endpoints take OAuth tokens of Databricks only, asked for with their own details. */
function checkCredential(name: string, { authorizationDetails }: CallTarget, credential: Inputs["credential"]): void {
    if (!authorizationDetails || ["oauthM2M", "passthrough", "none"].includes(credential)) return;
    const what = credential === "managedIdentity" ? "tokens of managed identities" : "personal access tokens";
    throw new WorkspaceError({
        failure: `${name}: it is route-optimized, and such endpoints refuse ${what}`,
        mend:
            "Give it oauthM2M, a Databricks service principal's OAuth secret, or passthrough: credential, at the endpoint " +
            "in serving-gateway:endpoints, or serving-gateway:credential for all.",
    });
}

function published({ model, document }: Served, { invocationBase }: CallTarget, program: Inputs): Sanitized {
    try {
        return publication(document ?? fallbackDocument(model, invocationBase), model, program);
    } catch (error) {
        if (error instanceof UnimportableError) error.message = `${nameOf(program)}: ${error.message}`;
        throw error;
    }
}

/** Whether callers have more than what is general to the endpoint's task. */
function hasOwn(origin: State["origin"] | undefined): boolean {
    return origin === "endpoint" || origin === "file";
}

const keptMend =
    "What is published stays: a document that callers have gives way to a general one only where the workspace itself says " +
    "that there is none. Run the command again; if it stays, give a document of your own (document, at the endpoint in " +
    "serving-gateway:endpoints).";

const missingMend =
    "Is the served model logged with a signature? Log it with one and deploy it again, or give a document of your own " +
    "(document, at the endpoint in serving-gateway:endpoints), or have a general one made from the endpoint's task " +
    "(serving-gateway:missingDocument warn).";

/** Without the workspace's own words: they may change from call to call, and the warning is part of the state. */
function missingWarning({ missing, model }: Served): string[] {
    if (!missing) return [];
    const task = model.task ? `its task, ${quote(model.task)}` : "models without a task";
    return [
        `${missing.failure}. Published instead is what is general to ${task}. Log the model with a signature, or ` +
            "give a document of your own (document, at the endpoint in serving-gateway:endpoints).",
    ];
}

/**
 * With the first model that is checked, all are read that the stack lists: the engine checks one after the other. Those that
 * were found are read by `EndpointSelection`, which knows them.
 */
function readAllAhead(): void {
    if (readingAhead) return;
    readingAhead = true;
    const listed: readonly Listed[] = JSON.parse(config.get("endpoints") ?? "[]");
    for (const { workspace, kind, name = "", document } of listed) {
        const id = { workspace, kind, name };
        const file = document && resolve(document);
        workspaceOf(config, workspace).ahead.start([{ id, file }]);
    }
}

/** An entry of the setting `endpoints`, which the program has checked. */
interface Listed extends Partial<ModelId> {
    readonly document?: string;
}

/** Callers may be told less by the published document than by the endpoint's own: worth a line in the preview. */
function warnings(report: readonly Change[]): string[] {
    const loosened = report.filter((change) => change.effect === "loosened");
    const lines = loosened.slice(0, mostWarnings).map((change) => `${change.pointer}: ${change.detail}`);
    if (loosened.length > mostWarnings) lines.push(`and ${loosened.length - mostWarnings} more like these`);
    return lines;
}

/** What counts as this resource's state, without what the runtime adds to it. */
function stateOf(state: State): State {
    const { document, documentHash, description, metadata, task, endpointId, serviceUrl, authorizationDetails } = state;
    const { origin, warnings, published } = state;
    const served = {
        document,
        documentHash,
        description,
        metadata,
        task,
        endpointId,
        serviceUrl,
        authorizationDetails,
    };
    return { ...programOf(state), ...served, origin, warnings, ...(published !== undefined && { published }) };
}

function programOf(program: Inputs): Inputs {
    const { workspace, kind, endpoint, inputs, routes, missingDocument, documentFile, credential, hold } = program;
    return {
        ...(workspace !== undefined && { workspace }),
        ...(kind !== undefined && { kind }),
        endpoint,
        inputs,
        routes,
        missingDocument,
        ...(documentFile && { documentFile }),
        credential,
        ...(hold && { hold }),
    };
}

/** A mistake or an outage that the user can mend, as opposed to a bug, which keeps its stack. */
function isForTheUser(error: unknown): error is Error {
    return error instanceof WorkspaceError || error instanceof UnimportableError || error instanceof SettingsError;
}
