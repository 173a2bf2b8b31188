import type { Right } from "../permissions";
import type { Workspace } from "../workspace";
import { WorkspaceError, type WorkspaceFailure } from "../workspaceError";
import type { ServingEndpoint } from "./servingEndpoint";

/** What is known of a model that is published, in the words of serving endpoints, which have most to tell. */
export type Model = Pick<
    ServingEndpoint,
    "name" | "id" | "description" | "creator" | "task" | "state" | "config" | "tags"
>;

/** A model of a source's list. */
export type Listed<Each extends Model = Model> = Each & {
    /** Which member cannot be read, in words; of such a model nothing but the name is known. */
    readonly problem?: string;
};

/** Where models come from: one kind of what a workspace serves. */
export interface Source<Each extends Model = Model> {
    /** What the inputs of resources call it. States have it, so that it never changes. @example "servingEndpoint" */
    readonly kind: string;
    /** What messages call one. @example "endpoint" */
    readonly noun: string;
    /** What the settings call such models. */
    readonly settings: SettingsOfSource;
    /** What the deploying identity needs on one to see it. @example "CAN_VIEW" */
    readonly rightToSee: string;

    /** All that the deploying identity sees, sorted by name. @throws {WorkspaceError} */
    list(workspace: Workspace): Promise<Listed<Each>[]>;

    /** @param discover filters of endpoints, and those of other kinds below keys of their own. @returns undefined: none are looked for */
    search(discover: object): Search<Each> | undefined;

    /**
     * A model and its OpenAPI document. That a model serves none is no error here.
     *
     * @throws {NotReady} it is there and cannot serve a document now
     * @throws {WorkspaceError} a call fails (a document over 4 MB and an HTML page included), the model is not there, the
     * file cannot be read, or the document is not JSON, no object, or names a server that calls do not go to
     */
    read(workspace: Workspace, name: string, options?: ReadOptions): Promise<Served<Each>>;

    /** Where calls of the model go. @throws {WorkspaceError} the workspace does not say, or names a place that is not its own */
    target(workspace: Workspace, model: Each): CallTarget;

    /**
     * What the URL of every call of a model contains, and none of the calls that the gateway makes for tokens and keys: by it
     * telemetry tells them apart. @example "/serving-endpoints/"
     */
    readonly inEveryUrl: string;

    /** What the gateway's identity needs on it, where the stack may give it. @default nothing is ever granted */
    readonly grants?: Right;

    /** How the list shows one that is not ready. @example "update: IN_PROGRESS" */
    stateInWords?(model: Each): string;

    /** Whoever is listed answers calls. @default the list tells which do */
    readonly isAlwaysReady?: true;

    /** Every model has the same URL, and the body of a call names the model. @default each has a URL of its own */
    readonly namedInBody?: true;

    /** Where rights are only looked at. @default nothing is looked at */
    readonly rights?: RightsOfSource;
}

/** Where the settings name models of a source. */
export interface SettingsOfSource {
    /** Key of the list that has them. @example "endpoints" */
    readonly list: string;
    /** Member of an entry that has the name. @example "name" */
    readonly name: string;
    /** Key of the filters that find others. @example "discover.modelServices" */
    readonly filters: string;
}

/** Which models of a kind are looked for. */
export interface Search<Each extends Model = Model> {
    /** Whether a model of the list passes every filter, and can be published. */
    fits(model: Each): boolean;
    /** Whether one of which nothing but the name is known may pass them. */
    fitsByName(name: string): boolean;
}

/** What the gateway's identity may do with models of a source. */
export interface RightsOfSource {
    /** What the deploying identity needs to read the rights of others. @example "MANAGE" */
    readonly readWith: string;

    /**
     * What an identity lacks to call a model.
     *
     * @param applicationId of the service principal
     * @throws {WorkspaceError} the deploying identity cannot read it
     */
    lacking(workspace: Workspace, name: string, applicationId: string): Promise<LackingRight[]>;
}

/** A right that an identity does not have. */
export interface LackingRight {
    /** In words. @example "EXECUTE on the model service" */
    readonly right: string;
    /** What gives it, as text to run. */
    readonly statement: string;
    /** Whether it is known to be lacking, which the deploying identity may not be allowed to see. */
    readonly isKnown: boolean;
}

/** How a model's document is read. */
export interface ReadOptions {
    /**
     * What its settings say: the path of a file to take in place of the model's own document, from the current directory; or
     * where the model serves its own.
     */
    readonly document?: string;
    /** Takes a model that is not ready for one without a document. @default false */
    readonly unready?: boolean;
}

/** What publishing a model starts from. */
export interface Served<Each extends Model = Model> {
    readonly model: Each;
    /** The OpenAPI document, parsed. Only its being an object, its having paths and its servers are checked. */
    readonly document?: Record<string, unknown>;
    /** The document is one that somebody wrote to a file. @default false */
    readonly isFile?: true;
    /** Why there is no document, though the model is there and ready. */
    readonly missing?: MissingDocument;
}

/** Why a model has no document, in words, without a fix: it may be published with a general one. */
export interface MissingDocument extends Omit<WorkspaceFailure, "fix"> {
    /**
     * True where the workspace itself says that there is none: by an error in its own form, or by a document without paths.
     * An empty body may be anybody's, and is not enough to take away what callers have.
     */
    readonly isSaid: boolean;
}

/** Where a model's calls go, and what tokens for it are asked for with. */
export interface CallTarget {
    /** Without `/invocations`, e.g. `https://adb-1.2.azuredatabricks.net/serving-endpoints/churn`. */
    readonly invocationBase: string;
    /** For a route-optimized endpoint, which takes no tokens that are for the whole workspace. */
    readonly authorizationDetails?: string;
    /** Why it takes OAuth tokens of Databricks only, before what it refuses. @example "apps refuse" @default it takes others */
    readonly refusing?: string;
}

/** The model is there and cannot serve a document now, because it is stopped, deployed or broken. */
export class NotReady extends WorkspaceError {}

/** Whether a model answers, with its present configuration or, while it is updated, with the one before. */
export function isReady({ state }: Pick<Model, "state">): boolean {
    return (state?.ready ?? "READY") === "READY";
}
