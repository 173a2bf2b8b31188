import * as authorization from "@pulumi/azure-native/authorization";
import * as pulumi from "@pulumi/pulumi";
import { apiManagement } from "../azure/apiVersions";
import type { Entity, ResourceManager } from "../azure/resourceManager";
import { quote } from "../workspace/quote";
import { type AzurePlace, idOf, namesIn, placeOf } from "./azurePlaces";

/**
 * Lets a deployment go on where one before it was killed. What that one made last is in Azure and not in the state, and
 * azure-native makes nothing that is there already. So what is not in the state is looked for before it is made, deleted
 * if it is visibly what this program makes, and made again. What is somebody else's stays, and with it the error of
 * azure-native, with a word of what to do.
 *
 * What the state has is left alone, under whatever id Azure gave it.
 *
 * The state is read once a deployment, and each collection of a service once, when the first of its kind is to be made.
 * Where one of them cannot be read, azure-native finds out by itself what is there.
 *
 * The engine's own hooks are no choice: its Node host of the Go build knows none of them, and the state would name them,
 * so that `pulumi destroy`, which runs no program, tells of a hook that it does not know in place of what Azure said.
 */
export function withoutOrphans(resourceManager: ResourceManager): pulumi.ResourceTransformation {
    // A preview makes nothing.
    if (pulumi.runtime.isDryRun()) return () => undefined;
    const orphans = new Orphans(resourceManager, savedState);
    return ({ type, name, props, opts }) => {
        if (!placeOf(type)) return undefined;
        const { dependsOn = [], parent } = opts;
        const ready = orphans.makeWay({ type, name, parent, props }).then(() => dependsOn as pulumi.Resource[]);
        return { props, opts: { ...opts, dependsOn: ready } };
    };
}

/** A resource that is about to be registered. */
export interface Registration {
    readonly type: string;
    readonly name: string;
    readonly parent?: pulumi.Resource;
    readonly props: pulumi.Inputs;
}

export class Orphans {
    /** Ids of what this deployment makes, in lower case: nothing is below it yet. */
    private readonly made = new Set<string>();
    private readonly collections = new Map<string, Promise<Entity[]>>();
    private state: Promise<ReadonlySet<string>> | undefined;
    private subscription: Promise<string> | undefined;

    /** @param readState URNs of the resources in the state, and their ids in lower case */
    constructor(
        private readonly resourceManager: Pick<ResourceManager, "get" | "list" | "delete">,
        private readonly readState: () => Promise<ReadonlySet<string>>,
    ) {}

    /** Returns when nothing is in the way of the resource any more, or nothing can be done about it. */
    async makeWay(registration: Registration): Promise<void> {
        const inputs = await known(registration.props);
        // Not all is known where the user deploys a part of the stack.
        if (!inputs) return;
        const place = placeOf(registration.type)!;
        try {
            const placed = { ...inputs, subscriptionId: await this.subscriptionId() };
            await this.makeWayFor(place, idOf(place, placed), inputs, registration);
        } catch (error) {
            // Without a way to ask, nothing is lost that was there without this.
            await pulumi.log.debug(`Not looked for what is there already: ${(error as Error).message}`);
        }
    }

    private async makeWayFor(
        place: AzurePlace,
        id: string,
        inputs: Readonly<Record<string, unknown>>,
        { type, name, parent }: Registration,
    ): Promise<void> {
        this.state ??= this.readState();
        const state = await this.state;
        if (state.has(id.toLowerCase()) || state.has(await urnOf(type, name, parent))) return;
        const found = await this.find(place, id);
        this.made.add(id.toLowerCase());
        if (!found) return;
        const takeOver = () => importCommand(type, name, id, parent);
        if (place.kept) return pulumi.log.warn(kept(id, await takeOver()));
        const differs = place.part ? undefined : difference(place, inputs, found);
        const foreign = differs ?? (await this.used(type, id));
        if (foreign) return pulumi.log.warn(notOurs(id, foreign, await takeOver()));
        await pulumi.log.info(`${id} is left from a deployment that did not end: it is deleted, and made again.`);
        await this.resourceManager.delete(id, place.apiVersion, deletion[type]);
    }

    private async find(place: AzurePlace, id: string): Promise<Entity | undefined> {
        if (this.isNew(id)) return undefined;
        // A revision is not in the list of APIs.
        if (!place.listed || id.includes(";rev=")) return this.resourceManager.get(id, place.apiVersion);
        const [, collection, name] = /^(.+)\/([^/]+)$/.exec(id) as unknown as [string, string, string];
        const key = collection.toLowerCase();
        const listed = this.collections.get(key) ?? this.resourceManager.list(collection, place.apiVersion);
        this.collections.set(key, listed);
        return (await listed).find((entity) => String(entity.name).toLowerCase() === name.toLowerCase());
    }

    private isNew(id: string): boolean {
        const parts = id.toLowerCase().split("/");
        return parts.some((_, index) => this.made.has(parts.slice(0, index).join("/")));
    }

    /**
     * Why somebody would miss it, although it looks like the program's own. What a killed deployment left has nothing
     * attached to it yet: that would have come after it was in the state.
     */
    private async used(type: string, id: string): Promise<string | undefined> {
        const service = id.replace(/(\/service\/[^/]+)\/.*$/, "$1");
        switch (type) {
            case "azure-native:apimanagement:Product": {
                const subscriptions = await this.listed(`${id}/subscriptions`);
                // Azure makes one for the administrator with each product.
                const others = subscriptions.filter(({ ownerId }) => !/\/users\/1$/.test(String(ownerId)));
                if (others.length > 0) return "somebody has subscribed to it";
                return (await this.listed(`${id}/apis`)).length > 0 ? "there are APIs in it" : undefined;
            }
            case "azure-native:apimanagement:Api": {
                const scope = id.slice(id.indexOf("/apis/")).toLowerCase();
                const subscriptions = await this.listed(`${service}/subscriptions`);
                const isSubscribed = subscriptions.some(({ scope: of }) => String(of).toLowerCase().endsWith(scope));
                return isSubscribed ? "somebody has subscribed to it" : undefined;
            }
            case "azure-native:apimanagement:Group":
                return (await this.listed(`${id}/users`)).length > 0 ? "it has members" : undefined;
            case "azure-native:apimanagement:Tag":
                return (await this.isAttached(service, id)) ? "APIs or products have it" : undefined;
            default:
                return undefined;
        }
    }

    private async isAttached(service: string, tagId: string): Promise<boolean> {
        const wanted = tagId.slice(tagId.lastIndexOf("/") + 1).toLowerCase();
        for (const collection of [`${service}/apis`, `${service}/products`]) {
            for (const { name } of await this.resourceManager.list(collection, apiManagement)) {
                const tags = await this.resourceManager.list(`${collection}/${String(name)}/tags`, apiManagement);
                if (tags.some((tag) => String(tag.name).toLowerCase() === wanted)) return true;
            }
        }
        return false;
    }

    private async listed(id: string): Promise<Entity[]> {
        const found = await this.resourceManager.list(id, apiManagement);
        return found.map(({ properties }) => (properties ?? {}) as Entity);
    }

    private subscriptionId(): Promise<string> {
        this.subscription ??= authorization.getClientConfig().then(({ subscriptionId }) => subscriptionId);
        return this.subscription;
    }
}

/** URNs and ids of the resources of azure-native that the stack's state has, as it was when this deployment began. */
async function savedState(): Promise<ReadonlySet<string>> {
    const stackName = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
    const { outputs } = await pulumi.runtime.invoke("pulumi:pulumi:readStackResourceOutputs", { stackName });
    const resources = Object.entries((outputs ?? {}) as Record<string, { type: string; outputs?: { id?: unknown } }>);
    return new Set(
        resources
            .filter(([, { type }]) => type.startsWith("azure-native:"))
            .flatMap(([urn, { outputs }]) => [urn, String(outputs?.id).toLowerCase()]),
    );
}

function urnOf(type: string, name: string, parent: pulumi.Resource | undefined): Promise<string> {
    return new Promise((resolve) => pulumi.createUrn(name, type, parent).apply(resolve));
}

/** The inputs as they are sent; undefined if some are not known. */
async function known(props: pulumi.Inputs): Promise<Readonly<Record<string, unknown>> | undefined> {
    const inputs = pulumi.output(props) as pulumi.Output<Record<string, unknown>> & { isKnown: Promise<boolean> };
    if (!(await inputs.isKnown)) return undefined;
    return new Promise((resolve) => inputs.apply(resolve));
}

/** What puts a resource of Azure into the state, as the one that the program makes by that name. */
async function importCommand(
    type: string,
    name: string,
    id: string,
    parent: pulumi.Resource | undefined,
): Promise<string> {
    const urn = parent && (await new Promise<string>((resolve) => parent.urn.apply(resolve)));
    return `pulumi import ${type} ${name} '${id}'${urn ? ` --parent 'parent=${urn}'` : ""}`;
}

function kept(id: string, takeOver: string): string {
    return [
        `${id} exists already. If it is this stack's, because a deployment did not end, take it over, and run the`,
        "command again:",
        `  ${takeOver}`,
        "If it is not, name another one in serving-gateway:service.",
    ].join("\n");
}

/** What a deletion needs for what Azure itself makes with the resource. An API's other revisions are somebody's. */
const deletion: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    "azure-native:apimanagement:Product": { deleteSubscriptions: "true" },
};

function notOurs(id: string, differs: string, takeOver: string): string {
    return [
        `${id} exists already, and this stack did not make it: ${differs}. Delete it, or have this stack use another`,
        "name for its own. Or let the stack have it, which then changes it, and deletes it when it is destroyed:",
        `  ${takeOver}`,
    ].join("\n");
}

/** Why what is there is not what the program makes; undefined if nothing tells them apart. */
function difference(
    place: AzurePlace,
    inputs: Readonly<Record<string, unknown>>,
    { properties, ...envelope }: Entity,
): string | undefined {
    const shown = { ...envelope, ...(properties as object) } as Record<string, unknown>;
    const silent = [...namesIn(place), ...(place.hidden ?? []), "azureApiVersion"];
    const differing = Object.keys(inputs).find((input) => {
        const wanted = inputs[input];
        return !silent.includes(input) && !isWithin(wanted, shown[input]);
    });
    return differing && `its ${differing} is ${quote(JSON.stringify(shown[differing]) ?? "not set").slice(0, 200)}`;
}

/** Azure adds defaults to what it was given, and leaves out what is empty. */
function isWithin(wanted: unknown, shown: unknown): boolean {
    if (wanted === undefined || wanted === null) return true;
    if (shown === undefined || shown === null) return isEmpty(wanted);
    if (Array.isArray(wanted)) {
        return (
            Array.isArray(shown) &&
            wanted.length === shown.length &&
            wanted.every((item, i) => isWithin(item, shown[i]))
        );
    }
    if (typeof wanted === "object") {
        const members = shown as Record<string, unknown>;
        return Object.entries(wanted).every(([name, member]) => isWithin(member, members[name]));
    }
    return String(wanted).toLowerCase() === String(shown).toLowerCase();
}

function isEmpty(value: unknown): boolean {
    return value === "" || value === false || (Array.isArray(value) && value.length === 0);
}
