import { z } from "zod";
import { grantStatement, lacksPrivilege, type Securable } from "../catalogPrivileges";
import { readJson, unusable, type WorkspaceCall, type WorkspaceClient } from "../client";
import { fitsPattern } from "../patterns";
import { quote } from "../quote";
import type { Workspace } from "../workspace";
import { WorkspaceError } from "../workspaceError";
import { type LackingRight, type Listed, type Model, NotReady, type Search, type Served, type Source } from "./source";

/** A model service of Unity AI Gateway, which is a securable of Unity Catalog. Its name is `catalog.schema.name`. */
export interface ModelService extends Model {
    /** In which forms it can be asked. @example ["mlflow/v1/chat/completions"] */
    readonly apiTypes: readonly string[];
}

/**
 * A name that a published model service may have: it becomes part of paths, identifiers, policies and statements. API Management
 * takes no display name over 300 characters.
 */
export const modelServiceName = /^(?=.{5,255}$)[A-Za-z0-9_-]{1,255}\.[A-Za-z0-9_-]{1,255}\.[A-Za-z0-9_-]{1,255}$/;

/** Which model services are looked for; every filter has to fit. Each is a list of patterns of which one has to fit. */
export interface ModelServiceFilter {
    /** Of catalogs; none fits all. */
    readonly catalogs: readonly string[];
    /** Of schemas, without the catalog; none fits all. */
    readonly schemas: readonly string[];
    /** Of names, without catalog and schema; none fits all. */
    readonly names: readonly string[];
    /** Of API types; none fits all. */
    readonly apiTypes: readonly string[];
    /** Of full names, of which none may fit. */
    readonly exclude: readonly string[];
}

/** The part of what is looked for that is about model services. */
export interface FindsModelServices {
    /** @default none are looked for */
    readonly modelServices?: ModelServiceFilter;
}

/** The unified API, at a workspace's host. */
const unifiedApi = "/ai-gateway/mlflow/v1";

/** Model services. They serve no document: what they take and answer follows from their API types. */
export const modelServices: Source<ModelService> = {
    kind: "modelService",
    noun: "model service",
    settings: { list: "models", name: "modelService", filters: "discover.modelServices" },
    rightToSee: "EXECUTE",
    list: ({ client }) => listModelServices(client),
    search: ({ modelServices }: FindsModelServices) => modelServices && searchFor(modelServices),
    read: readModelService,
    target: ({ host }) => ({ invocationBase: `${host}${unifiedApi}` }),
    inEveryUrl: unifiedApi,
    isAlwaysReady: true,
    namedInBody: true,
    rights: { readWith: "MANAGE", lacking: lackingOn },
};

const root = "/api/2.1/unity-catalog/model-services";

const serviceSchema = z.object({
    name: z.string(),
    comment: z.string().nullish().catch(undefined),
    effective_owner: z.string().nullish().catch(undefined),
    supported_api_types: z.array(z.string()).nullish(),
    config: z
        .object({
            routing: z
                .object({ destinations: z.array(z.object({ is_deleted: z.boolean().nullish() })).nullish() })
                .nullish(),
        })
        .nullish()
        .catch(undefined),
});

const listSchema = z.object({
    model_services: z.array(serviceSchema).nullish(),
    next_page_token: z.string().nullish(),
});

function modelOf({ name, comment, effective_owner, supported_api_types }: z.infer<typeof serviceSchema>): ModelService {
    const apiTypes = supported_api_types ?? [];
    return {
        name: name.replace(/^model-services\//, ""),
        ...(comment && { description: comment }),
        ...(effective_owner && { creator: effective_owner }),
        task: taskOf(apiTypes),
        apiTypes,
    };
}

/** The forms of the unified API, by which the gateway asks; each with the task of endpoints that are asked alike. */
const tasks = [
    ["chat/completions", "llm/v1/chat"],
    ["embeddings", "llm/v1/embeddings"],
] as const;

/** The unified API takes the requests of OpenAI's API, of which a provider's own type tells as well. */
function taskOf(apiTypes: readonly string[]): string | undefined {
    return tasks.find(([form]) =>
        apiTypes.some((type) => type === `mlflow/v1/${form}` || type === `openai/v1/${form}`),
    )?.[1];
}

/** @throws {NotReady, WorkspaceError} also for one that cannot be asked as the gateway does */
async function readModelService({ client }: Workspace, name: string): Promise<Served<ModelService>> {
    const subject = `model service "${quote(name)}"`;
    if (!modelServiceName.test(name)) {
        throw new WorkspaceError({
            failure: `${subject}: this is not a name that can be published`,
            fix: "Names are catalog.schema.name, each of letters, digits, hyphens and underscores, with 255 characters at most.",
        });
    }
    const call = { path: `${root}/${name}`, subject, fix: (status: number) => fixOf(client, name, status) };
    const { success, data } = serviceSchema.safeParse(await readJson(client, call));
    if (!success) throw unusable(call, "something that is not a model service");
    const model = modelOf(data);
    // The policy sends calls to the name that is asked for, so the workspace's answer does not choose it.
    if (model.name !== name) throw unusable(call, `another model service, "${quote(model.name)}"`);
    const destinations = data.config?.routing?.destinations ?? [];
    if (destinations.length > 0 && destinations.every(({ is_deleted }) => is_deleted)) {
        throw new NotReady({
            failure: `${subject}: every model that it routes to was deleted`,
            fix: "Give it another destination in the workspace, then run the command again.",
        });
    }
    if (model.task !== undefined) return { model };
    throw new WorkspaceError({
        failure: `${subject}: it answers neither chats nor embeddings of the unified API (its API types: ${typesInWords(model)})`,
        fix: "Remove it from serving-gateway:models, or name it in discover.modelServices.exclude.",
    });
}

function typesInWords({ apiTypes }: ModelService): string {
    return apiTypes.length === 0 ? "none" : quote(apiTypes.join(", "));
}

function fixOf({ host, checkedAs }: WorkspaceClient, name: string, status: number): string | undefined {
    if (status === 403) {
        return (
            "The deploying identity needs EXECUTE or READ METADATA on the model service, USE CATALOG on its catalog and " +
            `USE SCHEMA on its schema. ${checkedAs}`
        );
    }
    if (status !== 404) return undefined;
    return (
        `The metastore of ${host} has no model service "${name}" that the deploying identity sees, or Unity AI Gateway is ` +
        `off. ${checkedAs}`
    );
}

/** By status. Clients list all schemas at once, though Databricks' SDK says that a list is of one schema. */
const listFixes: ReadonlyMap<number, string> = new Map([
    [
        400,
        "The workspace may list one schema only. List the model services in serving-gateway:models instead of discover.",
    ],
    [
        404,
        "Unity AI Gateway may be off for this workspace. Turn it on, or remove serving-gateway:discover.modelServices.",
    ],
]);

/**
 * All that the caller sees in the metastore, sorted by name. A page may be empty and not the last one.
 *
 * @throws {WorkspaceError}
 */
async function listModelServices(client: WorkspaceClient): Promise<Listed<ModelService>[]> {
    const found: ModelService[] = [];
    const seen = new Set<string>();
    for (let token: string | undefined = ""; token !== undefined;) {
        const next: string = token === "" ? "" : `&page_token=${encodeURIComponent(token)}`;
        const call: WorkspaceCall = {
            subject: "the list of model services",
            path: `${root}?page_size=1000${next}`,
            maxBytes: 64 * 1024 * 1024,
            fix: (status) => listFixes.get(status),
        };
        const { success, data } = listSchema.safeParse(await readJson(client, call));
        if (!success) throw unusable(call, "something that is not a list of model services");
        found.push(...(data.model_services ?? []).map(modelOf));
        token = data.next_page_token || undefined;
        if (token !== undefined && seen.has(token)) throw unusable(call, "a page that it has answered with before");
        if (token !== undefined) seen.add(token);
    }
    return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Only those can be published that have a task, and a name of plain characters. */
function searchFor(filter: ModelServiceFilter): Search<ModelService> {
    const fitsOne = (patterns: readonly string[], ...texts: readonly string[]) =>
        patterns.length === 0 || patterns.some((pattern) => texts.some((text) => fitsPattern(pattern, text)));
    const fitsByName = (fullName: string) => {
        const [catalog, schema, name] = fullName.split(".") as [string, string, string];
        return (
            modelServiceName.test(fullName) &&
            fitsOne(filter.catalogs, catalog) &&
            fitsOne(filter.schemas, schema) &&
            fitsOne(filter.names, name) &&
            !filter.exclude.some((pattern) => fitsPattern(pattern, fullName))
        );
    };
    return {
        fitsByName,
        fits: ({ name, task, apiTypes }) =>
            task !== undefined && fitsByName(name) && fitsOne(filter.apiTypes, ...apiTypes),
    };
}

/**
 * EXECUTE, USE CATALOG and USE SCHEMA (documentation, "Query model services"), as far as they are lacking or cannot be read.
 *
 * @throws {WorkspaceError} no answer, or one that nobody understands
 */
async function lackingOn({ client }: Workspace, name: string, applicationId: string): Promise<LackingRight[]> {
    const parts = name.split(".");
    const needed: readonly (readonly [privilege: string, on: Securable])[] = [
        ["USE_CATALOG", { type: "catalog", parts: parts.slice(0, 1) }],
        ["USE_SCHEMA", { type: "schema", parts: parts.slice(0, 2) }],
        ["EXECUTE", { type: "model_service", parts }],
    ];
    const states = await Promise.all(
        needed.map(([privilege, on]) => lacksPrivilege(client, on, privilege, applicationId)),
    );
    return needed.flatMap(([privilege, on], index) => {
        const lacks = states[index];
        if (lacks === false) return [];
        const right = `${privilege} on the ${on.type}`.replaceAll("_", " ");
        return { right, statement: grantStatement(on, privilege, applicationId), isKnown: lacks === true };
    });
}
