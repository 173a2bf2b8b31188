import { createHash, randomBytes } from "node:crypto";
import { ArmClient, ArmError, OperationError, type ArmOptions } from "./armClient";
import type { ArmResource } from "./armResource";
import { ARM_FUNCTIONS, ARM_RESOURCES } from "./armResources";
import * as shape from "./armShape";
import { clientConfig, type Identity } from "./clientConfig";
import { applyDrift, propertyChanges } from "./difference";
import { limitFailures } from "./inputLimits";
import {
    PartialError,
    UNKNOWN,
    type CheckFailure,
    type Plugin,
    type PropertyMap,
    type ResourceRequest,
} from "./plugin";

const CLIENT_CONFIG = "azure-native:authorization:getClientConfig";

/** @throws for a type or function that the stand-in does not know */
function lookUp<T>(table: Readonly<Record<string, T>>, token: string): T {
    const found = table[token];
    if (found !== undefined) return found;
    throw new Error(
        `${token} is not supported by the stand-in plugin for azure-native. ` +
            `It knows: ${Object.keys(table).join(", ")}. The real plugin knows them all.`,
    );
}

/**
 * Stands in for azure-native 3 where the real plugin cannot be had: the same calls to Azure Resource Manager, in the
 * same order, with the same defaults, differences and error texts, for the resources of {@link ARM_RESOURCES}.
 * Types of values are checked by the server only; the real plugin also checks those beforehand.
 */
export class AzureNative implements Plugin {
    private readonly arm: ArmClient;
    private defaultLocation: string | undefined;

    constructor(
        readonly version: string,
        private readonly options: ArmOptions & { /** @default nobody */ readonly identity?: Identity },
    ) {
        this.arm = new ArmClient(options);
    }

    configure(variables: Readonly<Record<string, string>>): void {
        this.defaultLocation = variables["azure-native:config:location"];
    }

    async check(request: ResourceRequest): Promise<{ inputs: PropertyMap; failures: CheckFailure[] }> {
        const resource = lookUp(ARM_RESOURCES, request.type);
        const inputs: PropertyMap = { [shape.AZURE_API_VERSION]: resource.apiVersion, ...request.inputs };
        const name = shape.nameParameter(resource);
        if (inputs[name] === undefined) Object.assign(inputs, autoName(resource, name, request));
        if (inputs["location"] === undefined && resource.envelope.includes("location")) {
            const location = await this.locationFor(request);
            if (location !== undefined) inputs["location"] = location;
        }
        const failures = [
            ...missingInputs(resource, inputs),
            ...limitFailures(request.type, shape.pathParameters(resource), inputs),
            ...unknownInputs(resource, inputs),
        ];
        return { inputs, failures };
    }

    async diff(request: ResourceRequest) {
        const resource = lookUp(ARM_RESOURCES, request.type);
        const oldInputs = request.oldInputs ?? {};
        const replaceKeys = new Set([...shape.pathParameters(resource), ...resource.forceNew]);
        const { defaults, identifiers } = resource;
        const rules = { replaceKeys, defaults, identifiers, outputs: request.outputs };
        const changes = propertyChanges(oldInputs, request.inputs, rules);
        const replaces = [...changes.values()].some((change) => change.replace);
        // Only a random name leaves room for the old and the new one side by side.
        return { changes, deleteBeforeReplace: replaces && oldInputs[shape.CREATE_BEFORE_DELETE] !== true };
    }

    async create(request: ResourceRequest): Promise<{ id: string; outputs: PropertyMap }> {
        const resource = lookUp(ARM_RESOURCES, request.type);
        if (request.preview) return { id: "", outputs: shape.previewOutputs(resource, request.inputs, {}) };
        const id = shape.resourceId(resource, this.arm.subscriptionId, request.inputs);
        await this.assertFree(resource, id);
        return this.put(resource, id, request);
    }

    async read(request: ResourceRequest) {
        const resource = lookUp(ARM_RESOURCES, request.type);
        const answer = await this.arm.peek(request.id, resource.apiVersion, resource.readMethod);
        if (answer.status === 404) return undefined;
        const isThere = resource.readMethod === "HEAD" ? [200, 204] : [200];
        if (!isThere.includes(answer.status)) throw new ArmError(answer);
        const outputs =
            resource.readMethod === "HEAD" ? request.outputs : shape.outputsOf(resource, answer.json as PropertyMap);
        const now = shape.inputsOf(resource, outputs);
        const inputs =
            request.oldInputs === undefined || Object.keys(request.oldInputs).length === 0
                ? { ...shape.parseId(resource, request.id), ...now, [shape.AZURE_API_VERSION]: resource.apiVersion }
                : applyDrift(request.oldInputs, shape.inputsOf(resource, request.outputs), now);
        return { id: request.id, outputs, inputs };
    }

    async update(request: ResourceRequest): Promise<PropertyMap> {
        const resource = lookUp(ARM_RESOURCES, request.type);
        if (request.preview) return shape.previewOutputs(resource, request.inputs, request.outputs);
        const id = shape.resourceId(resource, this.arm.subscriptionId, request.inputs);
        return (await this.put(resource, id, request)).outputs;
    }

    async delete(request: ResourceRequest): Promise<void> {
        const resource = lookUp(ARM_RESOURCES, request.type);
        await this.arm.delete(request.id, resource.apiVersion, resource.async.delete);
    }

    async invoke(token: string, args: PropertyMap): Promise<PropertyMap> {
        if (token === CLIENT_CONFIG) {
            const { url, ca, identity } = this.options;
            const { subscriptionId } = this.arm;
            return { ...(await clientConfig(url, ca, identity)), subscriptionId } as PropertyMap;
        }
        const { resource, action } = lookUp(ARM_FUNCTIONS, token);
        const id = shape.resourceId(resource, this.arm.subscriptionId, args);
        try {
            if (action !== undefined) return await this.arm.post(`${id}/${action}`, resource.apiVersion);
            return shape.outputsOf(resource, await this.arm.get(id, resource.apiVersion));
        } catch (error) {
            throw new Error(`request failed ${id}: ${(error as Error).message}`);
        }
    }

    cancel(): void {
        this.arm.cancel();
    }

    /** The state's location, then the stack's, then the resource group's. */
    private async locationFor(request: ResourceRequest): Promise<string | undefined> {
        const known = request.oldInputs?.["location"] ?? this.defaultLocation;
        if (typeof known === "string") return known;
        const { resourceGroupName } = request.inputs;
        const group = lookUp(ARM_RESOURCES, "azure-native:resources:ResourceGroup");
        if (lookUp(ARM_RESOURCES, request.type) === group || resourceGroupName === undefined) return undefined;
        if (resourceGroupName === UNKNOWN) return UNKNOWN;
        const id = shape.resourceId(group, this.arm.subscriptionId, request.inputs);
        const answer = await this.arm.peek(id, group.apiVersion);
        const location = (answer.json as { location?: unknown } | undefined)?.location;
        return typeof location === "string" ? location : undefined;
    }

    private async assertFree(resource: ArmResource, id: string): Promise<void> {
        const answer = await this.arm.peek(id, resource.apiVersion, resource.readMethod);
        if (answer.status === 404) return;
        if (answer.status === 204) {
            if (resource.readMethod === "HEAD") throw new Error(`cannot create already existing resource '${id}'`);
            return;
        }
        if (answer.status !== 200) {
            throw new Error(`cannot check existence of resource '${id}': status code ${answer.status}, ${answer.text}`);
        }
        // Some services answer 200 with nothing for what does not exist.
        if (typeof answer.json !== "object" || answer.json === null || Object.keys(answer.json).length === 0) return;
        const { birthState } = resource;
        if (birthState === undefined) throw new Error(`cannot create already existing resource '${id}'`);
        const live = shape.inputsOf(resource, shape.outputsOf(resource, answer.json as PropertyMap));
        if (Object.entries(live).some(([name, value]) => value !== birthState[name])) {
            throw new Error(`cannot create already existing subresource '${id}'`);
        }
    }

    /**
     * PUT, wait, GET. What was accepted and failed later is handed to the engine, which keeps it in the state and updates
     * it next time: without outputs where it cannot be read (provider/pkg/provider/crud, `HandleErrorWithCheckpoint`).
     */
    private async put(resource: ArmResource, id: string, { inputs, warn, outputs: old }: ResourceRequest) {
        const { apiVersion, async } = resource;
        const creates = Object.keys(old).length === 0;
        const body = shape.requestBody(resource, inputs);
        let written: PropertyMap;
        try {
            written = await this.arm.put(id, apiVersion, body, shape.requestQuery(resource, inputs), async.put);
        } catch (error) {
            if (!(error instanceof OperationError)) throw error;
            const left = await this.arm.peek(id, apiVersion);
            if (left.status !== 200) {
                const message = `resource created but read failed ${new ArmError(left).message}: ${error.message}`;
                throw new PartialError(message, id, {}, inputs);
            }
            const outputs = shape.outputsOf(resource, left.json as PropertyMap);
            throw new PartialError(error.message, id, outputs, inputs);
        }
        const canonical = written["id"];
        const ownId = typeof canonical === "string" ? canonical : id;
        if (resource.readMethod === "HEAD") return { id: ownId, outputs: shape.outputsOf(resource, written) };
        try {
            const entity = await this.arm.get(ownId, apiVersion);
            return { id: ownId, outputs: shape.outputsOf(resource, entity) };
        } catch {
            warn(unreadAfter(creates ? "Create" : "Update"));
            return { id: ownId, outputs: shape.outputsOf(resource, written) };
        }
    }
}

/** The real plugin's words. */
function unreadAfter(operation: string): string {
    return [
        `Failed to read resource after ${operation}. Please report this issue.`,
        "Verbose logs contain more information, see https://www.pulumi.com/docs/support/troubleshooting/#verbose-logging.",
    ].join("\n");
}

function autoName(resource: ArmResource, parameter: string, request: ResourceRequest): PropertyMap {
    const random = resource.autoName !== "copy";
    const old = request.oldInputs?.[parameter];
    const name = old ?? madeUpName(resource, request);
    const flag = old === undefined ? random : request.oldInputs?.[shape.CREATE_BEFORE_DELETE] === true;
    return { [parameter]: name, ...(flag ? { [shape.CREATE_BEFORE_DELETE]: true } : {}) };
}

/** The same for the same seed, so that an update makes what its plan announced. */
function madeUpName({ autoName }: ArmResource, { name, seed }: ResourceRequest): string {
    if (autoName === "copy") return name;
    const source = seed.length === 0 ? randomBytes(32) : seed;
    const digits = createHash("sha256").update(source).digest("hex");
    if (autoName === "random") return name + digits.slice(0, 8);
    return digits.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function missingInputs(resource: ArmResource, inputs: PropertyMap): CheckFailure[] {
    const names = [...shape.pathParameters(resource), ...resource.required];
    return names
        .filter((name) => inputs[name] === undefined)
        .map((name) => {
            const fix =
                name === "location"
                    ? ". Either set it explicitly or configure it with 'pulumi config set azure-native:location <value>'."
                    : "";
            return { reason: `missing required property '${name}'${fix}` };
        });
}

/** The real plugin would drop them; here a name missing from the table must not pass unnoticed. */
function unknownInputs(resource: ArmResource, inputs: PropertyMap): CheckFailure[] {
    const known = new Set([
        ...shape.pathParameters(resource),
        ...resource.envelope,
        ...resource.properties,
        ...resource.query,
        shape.AZURE_API_VERSION,
        shape.CREATE_BEFORE_DELETE,
    ]);
    return Object.keys(inputs)
        .filter((name) => !known.has(name))
        .map((name) => ({ property: name, reason: `the stand-in plugin does not know the property '${name}'` }));
}
