import * as pulumi from "@pulumi/pulumi";
import type { Entity } from "../../azure/resourceManager";
import { type Plan, type PlanArgs, readPlan } from "../../plan/plan";
import { type SavedResource, SavedState } from "../../plan/savedState";
import { endpointDefaults } from "../../settings/defaults";
import { churn } from "../components/declare";

export const service =
    "/subscriptions/s-1/resourceGroups/rg-apis/providers/Microsoft.ApiManagement/service/apim-contoso";

/** A service that exists, and what is asked of it. */
export class FakeAzure {
    readonly asked: string[] = [];

    /** @param entities properties of what is there, by their path below the service */
    constructor(private readonly entities: Readonly<Record<string, object>> = {}) {}

    async get(id: string): Promise<Entity | undefined> {
        this.asked.push(id.replace(service, ""));
        const properties = this.entities[id.replace(`${service}/`, "")];
        return properties && { name: id.slice(id.lastIndexOf("/") + 1), id, properties };
    }

    async list(id: string): Promise<Entity[]> {
        this.asked.push(`${id.replace(service, "")}/`);
        const below = id.replace(`${service}/`, "");
        return Object.entries(this.entities)
            .map(([path, properties]) => ({ name: path.slice(below.length + 1), path, properties }))
            .filter(({ name, path }) => path.startsWith(`${below}/`) && !name.includes("/") && !name.includes(";rev="))
            .map(({ name, properties }) => ({ name, id: `${id}/${name}`, properties }));
    }
}

const { callers: _, ...unset } = endpointDefaults;
const resilience = { ...churn.resilience, circuitBreaker: false as const };

const settings: PlanArgs["settings"] = {
    ofEndpoints: { ...unset, resilience, tags: [], observability: undefined },
    workspaces: new Map([[undefined, { host: "https://adb-1.2.azuredatabricks.net" }]]),
    service: { name: "apim-contoso", resourceGroup: "rg-apis" },
    callers: { subscriptionKey: { header: "Ocp-Apim-Subscription-Key", query: "subscription-key" } },
    endpoints: [{ ...churn, resilience }],
    credential: { method: "pat", token: pulumi.secret("pat-marker"), namedValue: "databricks-pat" },
};

export const gatewayType = "serving-gateway:index:ServingGateway";
export const apiType = "serving-gateway:index:ServingApi";
export const productType = "serving-gateway:index:ServingProduct";

/** A resource in the state of stack `test`. @param path below the service */
export function saved(type: string, name: string, path: string, outputs: object = {}): SavedResource {
    const inside = {
        Api: [gatewayType, apiType],
        ApiPolicy: [gatewayType, apiType],
        Subscription: [gatewayType, apiType],
    }[type] ?? [gatewayType];
    const types = [...inside, `azure-native:apimanagement:${type}`].join("$");
    const id = `${service}/${path}`;
    return { urn: `urn:pulumi:test::serving-gateway::${types}::${name}`, id, outputs: { id, ...outputs } };
}

/** What the default settings of these tests leave in the state. */
export const deployed: readonly SavedResource[] = [
    saved("NamedValue", "named-value-databricks-pat", "namedValues/databricks-pat"),
    ...["answer", "answer-llm", "call", "call-llm", "credential", "error", "error-llm", "request", "request-llm"].map(
        (part) => saved("PolicyFragment", `test-${part}`, `policyFragments/test-${part}`),
    ),
    saved("Api", "churn-api", "apis/churn", { path: "models/churn" }),
    saved("ApiPolicy", "churn-policy", "apis/churn/policies/policy"),
    saved("Subscription", "churn-subscription", "subscriptions/churn"),
];

export interface Circumstances {
    readonly settings?: Partial<PlanArgs["settings"]>;
    readonly state?: readonly SavedResource[];
    readonly azure?: Pick<FakeAzure, "get" | "list">;
    readonly environment?: NodeJS.ProcessEnv;
    readonly preview?: boolean;
}

export function plan({ azure = new FakeAzure(), state = [], ...more }: Circumstances): Promise<Plan> {
    pulumi.runtime.setMocks(
        {
            newResource: () => ({ id: "none", state: {} }),
            call: ({ token }) => {
                throw new Error(`unexpected function ${token}`);
            },
        },
        "serving-gateway",
        "test",
        more.preview ?? true,
    );
    return readPlan({
        name: "gateway",
        settings: { ...settings, ...more.settings },
        config: { "azure-native:subscriptionId": "s-1" },
        environment: more.environment ?? {},
        azure,
        readsOf: () => ({ principal: async () => undefined, levelOf: async () => undefined, tokens: async () => [] }),
        state: Promise.resolve(new SavedState(state)),
    });
}

/** The message that ends the program. */
export async function refusal(circumstances: Circumstances): Promise<string> {
    try {
        await plan(circumstances);
    } catch (error) {
        if (error instanceof pulumi.RunError) return error.message;
        throw error;
    }
    throw new Error("it was not refused");
}
