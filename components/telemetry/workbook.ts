import * as insights from "@pulumi/azure-native/applicationinsights";
import * as pulumi from "@pulumi/pulumi";
import { createHash } from "node:crypto";
import type { GatewayService } from "../gateway/gatewayService";
import { type Registered, type ServicePlace, want, type Wanted } from "../wanted";
import type { FoundComponent } from "./insights";
import { type ShownInWorkbook, workbookContent } from "./workbookContent";

/** What a workbook shows, and under which resource the portal lists it. */
export interface WorkbookArgs {
    readonly service: GatewayService;
    readonly shown: ShownInWorkbook;
    /** The Application Insights resource under which the portal shows it. */
    readonly component: FoundComponent;
    /** Tells it from the workbook of another stack of the same name. Empty: there is no such stack. */
    readonly namePrefix: string;
}

/** A workbook of Application Insights: who calls what, how often, how slow, at which token cost. */
export function workbook(name: string, args: WorkbookArgs, parent: pulumi.Resource): insights.Workbook {
    const { service, shown, component, namePrefix } = args;
    const { resourceGroupName } = service;
    const serviceName = pulumi.output(service.serviceName);
    const place = pulumi.all([serviceName, component.id]);
    return new insights.Workbook(
        workbookName(name),
        {
            resourceGroupName,
            resourceName: place.apply(([service, id]) => resourceNameOf(service, id, namePrefix)),
            displayName: serviceName.apply((service) => displayNameOf(service, namePrefix)),
            category: "workbook",
            kind: "shared",
            location: component.location,
            sourceId: pulumi.output(component.id).apply((id) => id.toLowerCase()),
            version: "Notebook/1.0",
            serializedData: place.apply(([service, id]) => JSON.stringify(workbookContent(service, shown, id))),
        },
        { parent },
    );
}

const workbookName = (name: string) => `${name}-workbook`;

/** A name has to be a GUID, and the same one for the same stack. */
function resourceNameOf(serviceName: string, insightsId: string, namePrefix: string): string {
    return guidOf(pulumi.getProject(), pulumi.getStack(), serviceName, insightsId, ...(namePrefix ? [namePrefix] : []));
}

/** Unique in the subscription. */
function displayNameOf(serviceName: string, namePrefix: string): string {
    return `Model serving through ${serviceName} (${namePrefix}${pulumi.getStack()})`;
}

/** The workbook that `workbook` declares. */
export function wantedWorkbook(
    name: string,
    { serviceName }: ServicePlace,
    { id, namePrefix }: { readonly id: string } & Pick<WorkbookArgs, "namePrefix">,
    parents: readonly Registered[],
): Wanted {
    const resourceName = resourceNameOf(serviceName, id, namePrefix);
    const shown = { displayName: displayNameOf(serviceName, namePrefix), sourceId: id };
    return want("applicationinsights:Workbook", workbookName(name), parents, { resourceName }, shown);
}

/** A GUID that the parts give, marked as one made by a hash of the maker's own (RFC 9562, 5.8). */
export function guidOf(...parts: readonly string[]): string {
    const bytes = createHash("sha256").update(parts.join("\n").toLowerCase()).digest().subarray(0, 16);
    bytes[6] = (bytes[6]! & 0x0f) | 0x80;
    bytes[8] = (bytes[8]! & 0x3f) | 0x80;
    const hex = bytes.toString("hex");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
