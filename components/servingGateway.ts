import * as apim from "@pulumi/azure-native/apimanagement";
import * as resources from "@pulumi/azure-native/resources";
import * as pulumi from "@pulumi/pulumi";
import type { CredentialSettings, EndpointSettings, ServiceSettings } from "../settings";
import { ServingApi } from "./servingApi";

export interface ServingGatewayArgs {
    /** The API Management service: an existing one, or how to create it. */
    readonly service: ServiceSettings;
    /** The serving endpoints to publish, one API each. */
    readonly endpoints: readonly EndpointSettings[];
    /** What the gateway sends to the workspace. */
    readonly credential: CredentialSettings;
}

/** Serving endpoints published as APIs of one API Management service. */
export class ServingGateway extends pulumi.ComponentResource {
    /** Where the service answers callers, without a trailing slash, e.g. `https://contoso.azure-api.net`. */
    readonly gatewayUrl: pulumi.Output<string>;
    /** The published APIs by the name of their endpoint. */
    readonly apis: Readonly<Record<string, ServingApi>>;

    constructor(name: string, args: ServingGatewayArgs, opts?: pulumi.ComponentResourceOptions) {
        super("serving-gateway:index:ServingGateway", name, {}, opts);
        const service = args.service.create
            ? createdService(name, args.service, this)
            : existingService(args.service, this);
        this.gatewayUrl = service.gatewayUrl;
        const credential = new apim.NamedValue(`${name}-credential`, credentialArgs(service, args.credential), {
            parent: this,
        });
        this.apis = Object.fromEntries(
            args.endpoints.map(({ name: endpoint, ...published }) => [
                endpoint,
                new ServingApi(
                    endpoint,
                    { ...service, ...published, endpoint, credential, credentialName: args.credential.namedValue },
                    { parent: this },
                ),
            ]),
        );
        this.registerOutputs({ gatewayUrl: this.gatewayUrl });
    }
}

/** What the APIs need to know of the service that publishes them. */
interface Service {
    readonly resourceGroupName: pulumi.Input<string>;
    readonly serviceName: pulumi.Input<string>;
    readonly gatewayUrl: pulumi.Output<string>;
}

function existingService(settings: ServiceSettings, parent: pulumi.Resource): Service {
    const place = { resourceGroupName: settings.resourceGroup!, serviceName: settings.name };
    const reading = apim.getApiManagementService(place, { parent });
    // Left unhandled, it ends the program with this text alone; through an output it would bring a stack trace along.
    void reading.catch((error: Error) => {
        throw new pulumi.RunError(unreadable(settings, error));
    });
    return { ...place, gatewayUrl: pulumi.output(reading.catch(() => ({ gatewayUrl: "" }))).gatewayUrl };
}

function unreadable({ name, resourceGroup }: ServiceSettings, error: Error): string {
    return [
        `the API Management service "${name}" in resource group "${resourceGroup}" cannot be read: ${error.message}`,
        "Are serving-gateway:service.name, its resourceGroup and azure-native:subscriptionId right, and may the deploying",
        "identity read it? To have a service created, add serving-gateway:service.create.",
    ].join("\n");
}

function createdService(name: string, settings: ServiceSettings, parent: pulumi.Resource): Service {
    const create = settings.create!;
    const resourceGroupName =
        settings.resourceGroup ??
        new resources.ResourceGroup(
            `${name}-group`,
            { resourceGroupName: `rg-${settings.name}`, location: create.location },
            { parent },
        ).name;
    const service = new apim.ApiManagementService(
        `${name}-service`,
        {
            resourceGroupName,
            serviceName: settings.name,
            location: create.location,
            publisherName: create.publisherName,
            publisherEmail: create.publisherEmail,
            sku: { name: create.sku, capacity: create.capacity ?? (create.sku === "Consumption" ? 0 : 1) },
        },
        // The classic tiers take 30 to 45 minutes, sometimes longer.
        { parent, customTimeouts: { create: "90m", update: "90m", delete: "90m" } },
    );
    return { resourceGroupName, serviceName: service.name, gatewayUrl: service.gatewayUrl.apply((url) => url!) };
}

function credentialArgs(service: Service, credential: CredentialSettings): apim.NamedValueArgs {
    return {
        resourceGroupName: service.resourceGroupName,
        serviceName: service.serviceName,
        namedValueId: credential.namedValue,
        displayName: credential.namedValue,
        secret: true,
        value: credential.pat,
    };
}
