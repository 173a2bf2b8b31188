import type * as pulumi from "@pulumi/pulumi";
import { quote } from "../databricks/quote";
import type { CallTarget, Served } from "../databricks/sources/source";
import { type Kind, type ModelId, modelInWords, sourceOf } from "../databricks/sources/sources";
import { WorkspaceError } from "../databricks/workspaceError";
import { documentIn, type DocumentInState, packedAs, publishedIn } from "../json/documentInState";
import { type CredentialSettings, traitsOf } from "../settings/credential";
import { canonicalJson } from "../transforms/canonical";
import type { Change, Sanitized } from "../transforms/convert/pipeline";
import { fallbackDocument } from "../transforms/publication/fallbackDocument";
import { metadataInWords } from "../transforms/publication/metadataInWords";
import type { PathPatterns } from "../transforms/convert/pathPatterns";
import { publication } from "../transforms/publication/publication";
import type { Routes } from "../transforms/publication/routes";
import { taskName } from "../transforms/publication/tasks/taskOf";
import { UnimportableError } from "../transforms/unimportableError";
import { withoutTags } from "../transforms/withoutTags";
import { documentHash } from "./contractReview";
import { workspaceOf } from "./workspaces";

/** What the program says. */
export interface SpecInputs {
    /** `id` of its workspace. @default the one that the setting `workspace` describes */
    readonly workspace?: string;
    /** @default "servingEndpoint" */
    readonly kind?: Kind;
    /** Name of the model. */
    readonly endpoint: string;
    readonly inputs: "all" | "records";
    readonly routes: Routes;
    readonly missingDocument: "warn" | "refuse";
    readonly answers?: "text";
    readonly documentFile?: string;
    readonly paths?: PathPatterns;
    readonly credential: CredentialSettings["method"] | "none";
    readonly hold?: boolean;
}

/** What the program says and what the workspace served for it. */
export interface SpecState extends SpecInputs {
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

/** Inputs or outputs of the resource in the engine's state, which are the same. */
export interface KeptState extends Omit<SpecState, "document" | "published">, DocumentInState {}

/** More would hide the rest of a preview; `npm run sanitize` lists all. */
const mostWarnings = 10;

/**
 * The model's document as the workspace serves it now, or what stands in for it, in the form that is published.
 *
 * @param config the stack's
 * @param unready takes a model that is not ready for one without a document
 * @param before where the document that callers have comes from
 * @throws {NotReady} the model cannot serve a document now
 * @throws {WorkspaceError, UnimportableError, SettingsError} nothing can be published of it, for a reason that the user can fix
 */
export async function serve(
    config: pulumi.dynamic.Config,
    program: SpecInputs,
    unready = false,
    before?: SpecState["origin"],
): Promise<SpecState> {
    const { documentFile } = program;
    const id = modelOf(program);
    const source = sourceOf(id.kind);
    const workspace = await workspaceOf(config, id.workspace).ahead.workspaceFor(id);
    const served = await source.read(workspace, id.name, { document: documentFile, unready });
    const { model, missing } = served;
    if (missing && program.missingDocument === "refuse") throw new WorkspaceError({ ...missing, fix: missingFix });
    if (missing && !missing.isSaid && hasOwn(before)) throw new WorkspaceError({ ...missing, fix: keptFix });
    const target = source.target(workspace, model);
    checkCredential(program, target);
    const { document, report } = published(served, target, program);
    const text = canonicalJson(document);
    return {
        ...programOf(program),
        document: text,
        documentHash: documentHash(text),
        description: withoutTags(model.description ?? ""),
        metadata: metadataInWords(model),
        task: taskName(model),
        endpointId: model.id ?? "",
        serviceUrl: target.invocationBase,
        authorizationDetails: target.authorizationDetails ?? "",
        origin: served.isFile ? "file" : missing ? "fallback" : "endpoint",
        warnings: [...missingWarning(served), ...warnings(report)],
    };
}

function modelOf({ workspace, kind, endpoint: name }: SpecInputs): ModelId {
    return { workspace, kind, name };
}

/** What messages call it, e.g. `endpoint "churn"`. */
export function nameOf({ workspace, kind, endpoint }: SpecInputs): string {
    return modelInWords({ workspace, kind, name: endpoint });
}

/** Some take OAuth tokens of Databricks only: route-optimized endpoints, asked for with their own details, and apps. */
function checkCredential(program: SpecInputs, { refusing }: CallTarget): void {
    const { credential, kind } = program;
    const what = credential === "none" ? undefined : traitsOf({ method: credential }).oauthOnlyRefuses;
    if (refusing === undefined || what === undefined) return;
    const { noun, settings } = sourceOf(kind);
    throw new WorkspaceError({
        failure: `${nameOf(program)}: ${refusing} ${what}`,
        fix:
            "Set credential to oauthM2M (a Databricks service principal's OAuth secret) or passthrough, at the " +
            `${noun} in serving-gateway:${settings.list}, or serving-gateway:credential for all endpoints.`,
    });
}

function published(
    { model, document, missing }: Served,
    { invocationBase }: CallTarget,
    program: SpecInputs,
): Sanitized {
    try {
        return publication(document ?? fallbackDocument(model, invocationBase), model, program);
    } catch (error) {
        if (!(error instanceof UnimportableError)) throw error;
        error.message = `${nameOf(program)}: ${error.message}`;
        if (missing && program.paths) error.message += ` It is a general document, because ${missing.failure}.`;
        throw error;
    }
}

/** Whether callers have more than what is general to the endpoint's task. */
export function hasOwn(origin: SpecState["origin"] | undefined): boolean {
    return origin === "endpoint" || origin === "file";
}

const keptFix =
    "The published document stays: a general one replaces it only if the workspace itself says that there is none. " +
    "Run the command again. If the error stays, set a document of your own (document, at the endpoint in " +
    "serving-gateway:endpoints).";

const missingFix =
    "Log the served model with a signature and deploy it again, or set a document of your own (document, at the " +
    "endpoint in serving-gateway:endpoints), or publish a general one for the endpoint's task " +
    "(serving-gateway:missingDocument warn).";

/** Without the workspace's own words: they may change from call to call, and the warning is part of the state. */
function missingWarning({ missing, model }: Served): string[] {
    if (!missing) return [];
    const task = model.task ? `its task, ${quote(model.task)}` : "models without a task";
    return [
        `${missing.failure}. A general document for ${task} is published instead. Log the model with a signature, ` +
            "or set a document of your own (document," +
            " at the endpoint in serving-gateway:endpoints).",
    ];
}

/** Callers may be told less by the published document than by the endpoint's own: worth a line in the preview. */
function warnings(report: readonly Change[]): string[] {
    const loosened = report.filter((change) => change.effect === "loosened");
    const lines = loosened.slice(0, mostWarnings).map((change) => `${change.pointer}: ${change.detail}`);
    if (loosened.length > mostWarnings) lines.push(`and ${loosened.length - mostWarnings} more like these`);
    return lines;
}

/** What counts as this resource's state, as the engine keeps it. @param before what it kept last time. @default nothing */
export function keptOf(state: SpecState, before: Partial<KeptState> = {}): KeptState {
    const { document, published } = state;
    return {
        ...programOf(state),
        ...servedOf(state),
        __document: packedAs(before.__document, document),
        ...(published !== undefined && { __published: packedAs(before.__published, published) }),
    };
}

/** What the engine kept, by this version or an earlier one; undefined where that has no document. */
export function stateOf(kept: Partial<KeptState>): SpecState | undefined {
    const document = documentIn(kept);
    if (document === undefined) return undefined;
    const state = kept as KeptState;
    const published = publishedIn(kept);
    return { ...programOf(state), ...servedOf(state), document, ...(published !== undefined && { published }) };
}

/** What the workspace served, without the documents. */
function servedOf(state: Omit<SpecState, "document" | "published">) {
    const { documentHash, description, metadata, task, endpointId, serviceUrl, authorizationDetails } = state;
    const { origin, warnings } = state;
    return {
        documentHash,
        description,
        metadata,
        task,
        endpointId,
        serviceUrl,
        authorizationDetails,
        origin,
        warnings,
    };
}

/** What of a state the program said, in the form that the program says it: members at their default are left out. */
export function programOf(program: SpecInputs): SpecInputs {
    const { workspace, kind, endpoint, inputs, routes, missingDocument, answers, documentFile, paths, credential } =
        program;
    return {
        ...(workspace !== undefined && { workspace }),
        ...(kind !== undefined && { kind }),
        endpoint,
        inputs,
        routes,
        missingDocument,
        ...(answers !== undefined && { answers }),
        ...(documentFile && { documentFile }),
        ...(paths !== undefined && { paths }),
        credential,
        ...(program.hold && { hold: true }),
    };
}
