import * as pulumi from "@pulumi/pulumi";
import type { Kind } from "../../databricks/sources/sources";
import { documentIn } from "../../json/documentInState";
import type { CredentialSettings } from "../../settings/settings";
import type { PathPatterns } from "../../transforms/convert/pathPatterns";
import type { Routes } from "../../transforms/publication/routes";
import { DynamicResource } from "../dynamicResource";

/** Which model's document is read, and how it is published. Each argument is an input of the state. */
export interface EndpointSpecArgs {
    /** `id` of its workspace. Another one is another resource. @default the one of the setting `workspace` */
    readonly workspace?: pulumi.Input<string>;
    /** Kind of its source. Another one is another resource. @default "servingEndpoint" */
    readonly kind?: pulumi.Input<Kind>;
    /** Name of the serving endpoint. Another name is another resource. @example "churn" */
    readonly endpoint: pulumi.Input<string>;
    /** Which ways to pass a table stay in the document: `all`, or `records` (no `dataframe_split`). */
    readonly inputs: pulumi.Input<"all" | "records">;
    /** Which paths are published: `stable` ones that outlive a retraining, those `as-published`, or `both`. */
    readonly routes: pulumi.Input<Routes>;
    /** Where the endpoint serves no document: `warn` and publish a general one for its task, or `refuse`. */
    readonly missingDocument: pulumi.Input<"warn" | "refuse">;
    /** `text`: the gateway makes text of messages that are lists of parts. @default the answers are the endpoint's */
    readonly answers?: pulumi.Input<"text">;
    /** Path of a document in place of the endpoint's own, from the program's directory. @example "documents/churn.json" */
    readonly documentFile?: pulumi.Input<string>;
    /** Which operations are published, by patterns over the document's paths. @default all of them */
    readonly paths?: pulumi.Input<PathPatterns>;
    /** As whom the gateway calls the endpoint, which not every endpoint takes; `none` if it does not. */
    readonly credential: pulumi.Input<CredentialSettings["method"] | "none">;
    /** What a contract that breaks callers does: `warn` in the preview, or `refuse` to be published. @default "warn" */
    readonly breakingChanges?: pulumi.Input<"warn" | "refuse">;
    /** Go-ahead for one breaking contract: the first 12 hexadecimal digits of its document's hash. */
    readonly acceptContract?: pulumi.Input<string>;
    /** Keeps the document of last time, whatever the endpoint serves. @default false */
    readonly hold?: pulumi.Input<boolean>;
    /** The same, and no part of the state: its workspace cannot be used now. @default false */
    readonly isKept?: pulumi.Input<boolean>;
    /** Refuses a document without an operation that models can call as a tool. @default false */
    readonly isTool?: pulumi.Input<boolean>;
    /** Takes a new endpoint that is not ready for one that serves no document. @default false */
    readonly unready?: pulumi.Input<boolean>;
    /** Nobody has a contract of it, whatever the state of this resource says: the API was never made. @default false */
    readonly unpublished?: pulumi.Input<boolean>;
    /** Application id of the service principal that calls it: the check says what rights it lacks. @default not looked at */
    readonly principal?: pulumi.Input<string>;
    /** The document that callers know, where this is published beside it. @default the document of last time */
    readonly against?: pulumi.Input<string>;
}

/**
 * The OpenAPI document of a serving endpoint, as API Management's importer accepts it.
 *
 * It is fetched from the workspace whenever the program is previewed or refreshed, so that a preview shows what changes
 * for callers when the model behind the endpoint changed. Nothing is created in the workspace.
 */
export class EndpointSpec extends DynamicResource {
    /** The document as canonical JSON: the same document gives the same bytes. */
    declare readonly document: pulumi.Output<string>;
    /** What the state has of it; undefined where `pulumi up --target` left a state of an earlier version as it is. */
    declare protected readonly __document: pulumi.Output<string | undefined>;
    /** SHA-256 of `document`, in hexadecimal. */
    declare readonly documentHash: pulumi.Output<string>;
    /** The endpoint's own description, empty where it has none. */
    declare readonly description: pulumi.Output<string>;
    /** What the endpoint is for, e.g. `llm/v1/chat`; empty for models that Databricks knows no task of. */
    declare readonly task: pulumi.Output<string>;
    /** Task, served models, owner and tags of the endpoint in words, a line each. */
    declare readonly metadata: pulumi.Output<string>;
    /** The endpoint's id, on which its permissions are. */
    declare readonly endpointId: pulumi.Output<string>;
    /** Where the endpoint answers, e.g. `https://adb-1.2.azuredatabricks.net/serving-endpoints/churn`. */
    declare readonly serviceUrl: pulumi.Output<string>;
    /** What tokens for a route-optimized endpoint are asked for with; empty for others. */
    declare readonly authorizationDetails: pulumi.Output<string>;
    /** Where the document comes from: the endpoint itself, a file, or the general one for the endpoint's task. */
    declare readonly origin: pulumi.Output<"endpoint" | "file" | "fallback">;
    /** Why it is a general document, and what it no longer says as exactly as the endpoint's own, one sentence each. */
    declare readonly warnings: pulumi.Output<string[]>;

    constructor(name: string, args: EndpointSpecArgs, opts?: pulumi.CustomResourceOptions) {
        super("EndpointSpec", "endpointSpecProvider", name, args, outputs, opts);
        const { __document, document: asText } = this;
        this.document = pulumi.runtime.isDryRun()
            ? // What a state does not have is unknown to a preview, and would make both unknown.
              __document.apply((kept) => documentIn({ __document: kept })!)
            : pulumi.all([__document, asText]).apply(([kept, document]) => documentIn({ __document: kept, document })!);
    }
}

const outputs = [
    "document",
    "__document",
    "documentHash",
    "description",
    "metadata",
    "task",
    "endpointId",
    "serviceUrl",
    "authorizationDetails",
    "origin",
    "warnings",
];
