import type * as pulumi from "@pulumi/pulumi";
import type { CallersSettings } from "../../settings/callers";
import type { EndpointGovernance } from "../../settings/governance";
import type { ResilienceSettings } from "../../settings/resilience";
import type { EndpointSettings } from "../../settings/settings";
import type { OpenAiOperation } from "../../transforms/publication/openAiOperations";
import type { Use } from "../gateway/tiers";
import type { Contribution, ServiceFacts } from "./contribution";
import type { PolicyElement } from "./policyElement";

/** A feature of an API's policy: what it adds where the API's settings ask for it, and nothing elsewhere. */
export type ApiFeature = (api: ApiPolicyArgs) => readonly Contribution<EndpointFacts>[];

/** What the settings come to for one endpoint: each feature reads its own, and a new setting needs no other file. */
type FeatureSettings = Partial<Omit<EndpointSettings, "name" | "credential" | "tags" | "version">>;

/** What decides the policy of one API. */
export interface ApiPolicyArgs extends FeatureSettings {
    readonly callers: CallersSettings;
    /** What the gateway does where the endpoint cannot answer. */
    readonly resilience: ResilienceSettings;
    /** What products that the API is in count and filter. @default it is in none */
    readonly products?: readonly Pick<EndpointGovernance, "limits" | "ipFilter">[];
    /** How the endpoint is called. Absent: it is not, and callers get answers that are made up from the document. */
    readonly called?: CalledEndpoint;
    /** The policy is part of an API that models share: what is counted names the model's API. @default false */
    readonly isShared?: boolean;
}

/** How the gateway calls an endpoint: with which credential, and through which backend entity. */
export interface CalledEndpoint {
    /** Name of the serving endpoint. @example "churn" */
    readonly endpoint: string;
    readonly credential: GatewayCredential;
    /** What the body's `model` is set to, at a URL that models share. @default the body is the caller's */
    readonly pinnedModel?: string;
    /** The backend entity that calls go to. @default the API's own service URL */
    readonly backend?: PolicyBackend;
}

/** A backend entity of the service. */
export interface PolicyBackend {
    readonly backendId: string;
    /** What it needs of the service's tier. @default nothing */
    readonly requires?: readonly Use[];
    /** The entity itself. @default it is not declared yet */
    readonly resource?: pulumi.Resource;
}

/** What the gateway sends to the workspace in place of what the caller sent as `Authorization`. */
export interface GatewayCredential {
    readonly policies: (facts: EndpointFacts) => CredentialPolicies;
    /** What it needs of the service's tier. @default nothing */
    readonly requires?: readonly Use[];
    /** What the policies name in their text only, and what the credential is worth nothing without. @default nothing */
    readonly needs?: readonly pulumi.Resource[];
}

/** What a credential adds to a policy document, section by section. */
export interface CredentialPolicies {
    /** Puts the credential into the call. @default nothing, the caller's own stays */
    readonly inbound?: readonly PolicyElement[];
    /** What becomes of the workspace's refusals. @default the caller gets them */
    readonly outbound?: readonly PolicyElement[];
    /** Absent where the gateway cannot get the credential anew by itself. */
    readonly renewal?: Renewal;
    /** What stands in on-error. @default nothing */
    readonly failures?: readonly PolicyElement[];
}

/** How the gateway calls once more with a credential that it gets anew, where the endpoint no longer takes the old one. */
export interface Renewal {
    /** Calls, and once more where that is refused. */
    around(call: PolicyElement): PolicyElement;
    /** What is done after a call that cannot be made again, so that the next one does better. */
    readonly afterwards: readonly PolicyElement[];
}

/** What only the service and the workspace can tell of an endpoint. */
export interface EndpointFacts extends ServiceFacts {
    /** Answers may come piece by piece, and are passed on as they come. */
    readonly streams: boolean;
    /** Calls use tokens in a way that API Management understands. */
    readonly usesTokens: boolean;
    /** It chats, or answers as the Responses API does. @default false */
    readonly converses?: boolean;
    /** Most that the endpoint takes in one request, in megabytes of 1,048,576 bytes. */
    readonly largestRequest: number;
    /** The operation that OpenAI's clients call. @default the document has none */
    readonly openAi?: OpenAiOperation;
    /** What OAuth tokens for the endpoint must be asked for with. @default it takes those of the workspace */
    readonly authorizationDetails?: string;
}
