import { apiCenter } from "../azure/armApiVersions";
import { AzureError } from "../azure/azureError";
import { lackingAction, type Permission, permissionsOf, permissionsVersion } from "../azure/permissions";
import type { ResourceManager } from "../azure/resourceManager";
import { quote } from "../databricks/quote";
import { unpacked } from "../json/documentInState";
import { canonicalJson } from "../transforms/canonical";
import { misfitOf } from "../transforms/validator";
import { unknownInput } from "./unknownInput";

/** `properties` of something in an API Center. */
export type Properties = Readonly<Record<string, unknown>>;

/** An entry as the state has it. */
export interface State {
    /** Azure resource id of the entry: an API of a workspace of an API Center. */
    readonly entryId: string;
    /** What the entry's description ends with: by it, the stack knows an entry that its state lost. */
    readonly mark: string;
    readonly api: Properties;
    readonly version: Properties;
    /** Absent where no environment is named. */
    readonly deployment?: Properties;
    readonly documentHash: string;
}

/** An entry as the program declares it. */
export interface Inputs extends State {
    /** As `packed` makes it. No output: the engine hands an input over with each step anyway. */
    readonly __document: string;
}

/** What reads an API Center. */
export type Reading = Pick<ResourceManager, "get" | "list">;

/**
 * Looks at what Azure would refuse, and at what is in the way, before anything is written. Nothing is read for an entry that
 * the state has and that has the same environment and metadata.
 *
 * @param once for what all entries have in common
 * @throws {AzureError} the entry cannot be written
 */
export async function reviewEntry(azure: Reading, once: Reading, olds: Partial<State>, news: Inputs): Promise<void> {
    const isNew = olds.entryId?.toLowerCase() !== news.entryId.toLowerCase();
    if (isNew) {
        await requireWorkspace(once, news);
        await requireRights(once, news);
    }
    if (isNew || environmentOf(olds) !== environmentOf(news)) await requireEnvironment(once, news);
    if (isNew || !isSame(metadataOf(olds), metadataOf(news))) await requireMetadata(once, news);
    refuseLongUrl(news);
    if (olds.documentHash !== news.documentHash) refuseLongDocument(news);
    if (isNew) await refuseOthers(azure, news);
    else if (news.deployment && !olds.deployment) await refuseOtherDeployment(azure, news);
}

/** Reads nothing twice. */
export function readingOnce(azure: Reading): Reading {
    const kept = new Map<string, Promise<any>>();
    const keep = <Result>(key: string, read: () => Promise<Result>): Promise<Result> => {
        const reading = kept.get(key) ?? read();
        kept.set(key, reading);
        return reading;
    };
    return {
        get: (id, version) => keep(`get ${id}`, () => azure.get(id, version)),
        list: (id, version) => keep(`list ${id}`, () => azure.list(id, version)),
    };
}

/** @throws {AzureError} the API Center or its workspace is not there, or cannot be read */
async function requireWorkspace(azure: Reading, inputs: State): Promise<void> {
    const [service, workspace] = [serviceOf(inputs), workspaceOf(inputs)];
    if (!(await azure.get(service, apiCenter))) {
        throw refusal(
            "service",
            `there is no API Center ${service}`,
            "Correct the resource id, or create the API Center first.",
        );
    }
    if (await azure.get(workspace, apiCenter)) return;
    const failure = `the API Center "${nameOf(service)}" has no workspace "${nameOf(workspace)}"`;
    throw refusal("workspace", failure, 'Correct the name, or remove the setting: every API Center has "default".');
}

const ofWorkspace = "Microsoft.ApiCenter/services/workspaces";
const written = ["apis", "apis/versions", "apis/versions/definitions", "apis/deployments"];
const needed = [
    ...written.flatMap((each) => [`${ofWorkspace}/${each}/write`, `${ofWorkspace}/${each}/delete`]),
    `${ofWorkspace}/apis/versions/definitions/importSpecification/action`,
];

/** @throws {AzureError} the deploying identity may read the workspace, and not write to it */
async function requireRights(azure: Reading, inputs: State): Promise<void> {
    const workspace = workspaceOf(inputs);
    const roles = await azure.list(permissionsOf(workspace), permissionsVersion).catch((error: unknown) => {
        // It may not ask what it may do: an update tells.
        if (error instanceof AzureError && error.status === 403) return [];
        throw error;
    });
    const lacking = lackingAction(roles as Permission[], `${ofWorkspace}/read`, needed);
    if (lacking === undefined) return;
    const failure = `the deploying identity lacks the right ${lacking}`;
    const fix = `Give it the role Azure API Center Service Contributor on ${serviceOf(inputs)}, and run the command again.`;
    throw refusal("service", failure, fix);
}

/** @throws {AzureError} it is not there */
async function requireEnvironment(azure: Reading, inputs: State): Promise<void> {
    const environment = environmentOf(inputs);
    if (typeof environment !== "string" || (await azure.get(serviceOf(inputs) + environment, apiCenter))) return;
    const failure = `the API Center "${nameOf(serviceOf(inputs))}" has no environment "${nameOf(environment)}"`;
    throw refusal("environment", failure, "Correct the name, remove the setting, or create the environment first.");
}

/** @throws {AzureError} the API Center has no such metadata, asks for more, or asks for another value */
async function requireMetadata(azure: Reading, inputs: State): Promise<void> {
    const given = (inputs.api.customProperties ?? {}) as Properties;
    const schemas = await azure.list(`${serviceOf(inputs)}/metadataSchemas`, apiCenter);
    const assigned = (entity: string) =>
        schemas.flatMap(({ name, properties }) => {
            const { assignedTo, schema } = (properties ?? {}) as { assignedTo?: Assignment[]; schema?: unknown };
            const found = assignedTo?.find((each) => each.entity === entity);
            return found ? [{ name: String(name), isRequired: found.required === true, schema }] : [];
        });
    const known = assigned("api");
    for (const name of Object.keys(given)) {
        const metadata = known.find((each) => each.name === name);
        if (!metadata) {
            const names = known.map((each) => quote(each.name)).join(", ") || "none";
            throw refusal(
                `customProperties.${quote(name)}`,
                `APIs have no such metadata there (${names})`,
                "Remove it.",
            );
        }
        const problem = misfitOf(JSON.parse(String(metadata.schema)), given[name]);
        if (problem) throw refusal(`customProperties.${quote(name)}`, quote(problem), "Correct the value.");
    }
    const missing = known.find(({ name, isRequired }) => isRequired && !(name in given));
    if (missing) {
        const failure = `the API Center requires the metadata "${quote(missing.name)}" of each API`;
        throw refusal("customProperties", failure, "Set it.");
    }
    const ofDeployments = assigned("deployment").find(({ isRequired }) => isRequired);
    if (!ofDeployments || inputs.deployment === undefined) return;
    const failure = `the API Center requires the metadata "${quote(ofDeployments.name)}" of each deployment, which has none here`;
    throw refusal("environment", failure, "Remove the setting, or make the metadata optional.");
}

/** MetadataAssignment of the specification. */
interface Assignment {
    readonly entity?: string;
    readonly required?: boolean;
}

/** The most characters of a URL of a deployment (SmallString of the specification). */
const longestUrl = 200;

/** @throws {AzureError} */
function refuseLongUrl({ deployment }: State): void {
    const { runtimeUri = [] } = (deployment?.server ?? {}) as { runtimeUri?: string[] };
    const long = runtimeUri.find((url) => url.length > longestUrl);
    if (long === undefined) return;
    const failure = `the URL ${quote(long)} has more than ${longestUrl} characters, which a deployment cannot have`;
    throw refusal("environment", failure, "Shorten the endpoint's path, or set apiCenter: false at the endpoint.");
}

/** The most bytes of a request to Azure Resource Manager ("Azure Resource Manager limits"). */
const largestRequest = 4 * 1024 * 1024;

/** @throws {AzureError} */
function refuseLongDocument({ entryId, __document }: Inputs): void {
    if (__document === unknownInput || Buffer.byteLength(JSON.stringify(importOf(__document))) <= largestRequest)
        return;
    throw new AzureError({
        failure: `the document for callers of ${entryId} makes a request of more than 4 MB, which Azure does not take`,
        fix: "Publish fewer operations (paths), or set apiCenter: false at the endpoint.",
    });
}

/** ApiSpecImportRequest of the specification. @param packedDocument as `packed` makes it */
export function importOf(packedDocument: string): object {
    const value = unpacked(packedDocument);
    const { openapi } = JSON.parse(value) as { openapi: string };
    return { format: "inline", value, specification: { name: "openapi", version: openapi } };
}

/** @param setting below `apiCenter` */
function refusal(setting: string, failure: string, fix: string): AzureError {
    return new AzureError({ failure: `serving-gateway:apiCenter.${setting}: ${failure}`, fix });
}

/** A PUT would change an entry that is there. One with the stack's mark is left over from a deployment that was killed. */
export async function refuseOthers(azure: Reading, inputs: State): Promise<void> {
    const { entryId, mark } = inputs;
    const found = await azure.get(entryId, apiCenter);
    if (!found) return;
    const { description } = (found.properties ?? {}) as { description?: unknown };
    if (typeof description === "string" && description.endsWith(mark)) return refuseOtherDeployment(azure, inputs);
    throw new AzureError({
        failure: `the API ${quote(entryId)} is in the API Center already, and this stack did not register it`,
        fix: "Set another serving-gateway:apiCenter.prefix, apiCenter: false at the endpoint, or delete the entry.",
    });
}

/** Below an entry of the stack, others may have put a deployment of this name. One of the same place is left over. */
async function refuseOtherDeployment(azure: Reading, { entryId, deployment }: State): Promise<void> {
    if (!deployment) return;
    const found = await azure.get(deploymentOf(entryId), apiCenter);
    const there = (found?.properties ?? {}) as Properties;
    const isThere = (member: string) =>
        String(there[member]).toLowerCase() === String(deployment[member]).toLowerCase();
    if (!found || ["environmentId", "definitionId"].every(isThere)) return;
    throw refusal(
        "environment",
        `${quote(deploymentOf(entryId))} is in the API Center already, and this stack did not register it`,
        "Delete it, or remove the setting.",
    );
}

/** The deployment of an entry: nothing in the settings changes its name. */
export function deploymentOf(entryId: string): string {
    return `${entryId}/deployments/gateway`;
}

function workspaceOf({ entryId }: Pick<State, "entryId">): string {
    return entryId.slice(0, entryId.toLowerCase().lastIndexOf("/apis/"));
}

function serviceOf(inputs: Pick<State, "entryId">): string {
    const workspace = workspaceOf(inputs);
    return workspace.slice(0, workspace.toLowerCase().lastIndexOf("/workspaces/"));
}

/** A deployment names it by its id below the service. */
function environmentOf({ deployment }: Partial<State>): unknown {
    return deployment?.environmentId;
}

function metadataOf({ api, deployment }: Partial<State>): Properties {
    return { api: api?.customProperties ?? {}, isDeployed: deployment !== undefined };
}

/** The last segment of an id. */
export function nameOf(id: string): string {
    return id.slice(id.lastIndexOf("/") + 1);
}

/** Whether two mean the same. */
export function isSame(one: Properties | undefined, other: Properties): boolean {
    return one !== undefined && canonicalJson(one) === canonicalJson(other);
}
