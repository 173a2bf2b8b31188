import * as pulumi from "@pulumi/pulumi";
import { llmLogPreview } from "../../azure/armApiVersions";
import type { AuditLog } from "../../settings/auditLog";
import { DynamicResource } from "../dynamicResource";

interface LlmLogInputs extends AuditLog {
    /** Azure resource id of the API. Another one is another resource. */
    readonly apiId: pulumi.Input<string>;
    /** Azure resource id of the service, whose logger is checked in a preview. @default it is checked in the update */
    readonly serviceId?: pulumi.Input<string>;
    /**
     * The model takes tables, so that there are no messages. A diagnostic would only decide about sampling of the gateway's logs
     * for this API, in place of the service's own. Known once the document is: the resource is there all the same.
     *
     * @default there may be messages: Databricks names no task of many custom models, and an audit misses none of theirs
     */
    readonly isTable?: pulumi.Input<true | undefined>;
}

/**
 * The diagnostic of an API that has Azure Monitor keep the messages of language models. Only preview versions of Azure's API
 * have it, and azure-native has no type of them. One of somebody else is never changed.
 */
export class LlmLog extends DynamicResource {
    constructor(name: string, args: LlmLogInputs, opts?: pulumi.CustomResourceOptions) {
        super("LlmLog", "llmLogProvider", name, args, [], opts);
    }
}

/**
 * @param name of the API's component
 * @param last what is written before: writes on one API follow one another
 * @returns undefined where messages are not kept
 */
export function llmLog(
    name: string,
    auditLog: AuditLog | undefined,
    api: Pick<LlmLogInputs, "apiId" | "serviceId" | "isTable">,
    last: pulumi.Resource,
    parent: pulumi.Resource,
): LlmLog | undefined {
    if (!auditLog) return undefined;
    const { sampling, prompts, answers, maxBytes } = auditLog;
    const args = { ...api, sampling, prompts, answers, maxBytes };
    return new LlmLog(`${name}-llm-log`, args, { parent, dependsOn: last });
}

/** Says once that messages are kept, and what the stack depends on. */
export function announceAuditLog(
    endpoints: readonly { readonly name: string; readonly mock: boolean; readonly auditLog?: AuditLog }[],
    owner: pulumi.Resource,
): void {
    const kept = endpoints.filter(({ mock, auditLog }) => !mock && auditLog).map(({ name }) => name);
    if (kept.length === 0) return;
    const line =
        `serving-gateway:auditLog: Azure Monitor keeps prompts and answers of the language models among ` +
        `${kept.sort().join(", ")}. It uses a preview version of API Management (${llmLogPreview}), which Microsoft may change.`;
    void pulumi.log.warn(line, owner);
}
