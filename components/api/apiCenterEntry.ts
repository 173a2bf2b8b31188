import * as pulumi from "@pulumi/pulumi";
import { createHash } from "node:crypto";
import type { OpenAPIV3 } from "openapi-types";
import { packed } from "../../json/documentInState";
import { parseJson } from "../../json/jsonText";
import type { ApiCenterSettings } from "../../settings/apiCenter";
import { canonicalJson } from "../../transforms/canonical";
import { callersDocument } from "../../transforms/publication/callers/callersDocument";
import { DynamicResource } from "../dynamicResource";
import { identifierWithin, startWithin } from "../identifier";
import type { ServingApi } from "./servingApi";
import type { SharedApi } from "./sharedApi";

interface ApiCenterEntryInputs {
    /** Azure resource id of the entry. Another one is another resource. */
    readonly entryId: string;
    /** What the description ends with: by it, the stack knows an entry that its state lost. */
    readonly mark: pulumi.Input<string>;
    /** `properties` of the API, of its version and of its deployment, as the API Center has them. */
    readonly api: object;
    readonly version: object;
    readonly deployment?: object;
    /** SHA-256 of the document, in hexadecimal. */
    readonly documentHash: pulumi.Input<string>;
    /** As `packed` makes it. */
    readonly __document: pulumi.Input<string>;
}

/**
 * The entry of an API in an API Center: the API with one version, the document for callers as its definition, and a
 * deployment. One resource rather than five: azure-native's definition has no document. An entry of somebody else is never
 * changed.
 */
export class ApiCenterEntry extends DynamicResource {
    constructor(name: string, args: ApiCenterEntryInputs, opts?: pulumi.CustomResourceOptions) {
        super("ApiCenterEntry", "apiCenterProvider", name, args, [], opts);
    }
}

/** How an API is called. */
interface Named {
    readonly apiId: string;
    /** Its identifier in API Management. @default `apiId` after `namePrefix` */
    readonly apiName?: string;
    readonly namePrefix?: string;
    /** @default the API has one version */
    readonly version?: string;
}

/**
 * Registers an API in the API Center that the settings name, after all of the API: callers find nothing there that does not
 * answer yet.
 */
export function apiCenterEntry(
    settings: ApiCenterSettings | undefined,
    named: Named,
    api: ServingApi | SharedApi,
): void {
    if (!settings) return;
    const { apiId, namePrefix = "", apiName = namePrefix + apiId, version = "current" } = named;
    const { service, workspace, environment, lifecycleStage, prefix } = settings;
    const { needs, published } = api;
    const { serviceName, description, displayName, value } = published.declaredAs.api;
    const place = `/workspaces/${workspace}`;
    const entry = `${place}/apis/${entryName(prefix === undefined ? apiName : prefix + apiId)}`;
    const stack = `${pulumi.getProject()}/${pulumi.getStack()}`;
    const mark = pulumi.interpolate`API "${apiName}" of the API Management service ${serviceName}. Registered by the Pulumi stack ${stack}.`;
    const document = pulumi
        .all([value, api.url])
        .apply(([text, url]) =>
            canonicalJson(callersDocument(parseJson(text!) as OpenAPIV3.Document, { apiId: apiName, url, needs })),
        );
    const args = {
        entryId: service + entry,
        mark,
        api: apiOf(settings, pulumi.output(displayName), pulumi.output(description), mark),
        version: { title: version, lifecycleStage },
        ...(environment !== undefined && {
            deployment: {
                title: pulumi.output(serviceName).apply((title) => startWithin(50, title)),
                environmentId: `${place}/environments/${environment}`,
                definitionId: `${entry}/versions/current/definitions/openapi`,
                state: "active",
                server: { runtimeUri: [api.url] },
            },
        }),
        documentHash: document.apply((text) => createHash("sha256").update(text).digest("hex")),
        __document: document.apply(packed),
    };
    new ApiCenterEntry(`${apiId}-api-center`, args, { parent: api, dependsOn: published.last });
}

/** Names there have letters, digits and hyphens only, 3 to 90 of them. One that is changed for that ends in a hash. */
function entryName(whole: string): string {
    const plain = whole.replace(/[^A-Za-z0-9-]+/g, "-");
    if (plain === whole && whole.length >= 3) return identifierWithin(90, whole);
    const hash = createHash("sha256").update(whole).digest("hex").slice(0, 12);
    return `${plain.slice(0, 77)}-${hash}`;
}

/** ApiProperties of the specification, 2024-03-01, with its lengths. */
function apiOf(
    { contact, documentation, customProperties }: ApiCenterSettings,
    displayName: pulumi.Output<string | undefined>,
    description: pulumi.Output<string | undefined>,
    mark: pulumi.Output<string>,
): object {
    const told = pulumi
        .all([description, mark])
        .apply(([text = "", end]) => startWithin(1000 - Buffer.byteLength(end) - 2, text).trimEnd());
    return {
        title: displayName.apply((title) => startWithin(50, title!)),
        kind: "rest",
        summary: pulumi
            .all([told, displayName])
            .apply(([text, title]) => startWithin(200, text.split(/\s*\n/)[0] || title!)),
        description: pulumi.all([told, mark]).apply((texts) => texts.filter(Boolean).join("\n\n")),
        ...(contact && { contacts: [contact] }),
        ...(documentation && { externalDocumentation: [{ title: "Documentation", url: documentation }] }),
        ...(customProperties && { customProperties }),
    };
}
