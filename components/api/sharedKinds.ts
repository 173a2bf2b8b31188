import { databricksApi } from "../../settings/databricksPaths";
import { openAiApi, type OpenAiSettings } from "../../settings/openAi";
import type { Settings } from "../../settings/settings";
import { databricksApiDocument } from "../../transforms/publication/databricksApi";
import { openAiApiDocument } from "../../transforms/publication/openAiApi";
import type { Tier } from "../gateway/tiers";
import type { EndpointFacts } from "../policies/apiFeature";
import { databricksLists, type ModelLists, openAiLists } from "../policies/modelChoice";

/** A kind of API that models share: a document that is always the same, and a policy that chooses among the models. */
export interface SharedKind {
    /** Identifier of the API, behind the prefix; the end of its resources' names. It never changes. */
    readonly id: string;
    /** Type of its component in URNs. It never changes. */
    readonly type: string;
    /** The setting that asks for it. */
    readonly setting: string;
    readonly displayName: string;
    readonly description: string;
    readonly document: string;
    readonly lists: ModelLists;
    /** Whether only models are in it that answer as OpenAI's API does, and only paths of its clients. */
    readonly onlyOpenAi: boolean;
    /** What makes its policy smaller. @param most how many models fit */
    readonly remedy: (most: number) => string;
    /** What the settings ask for; undefined where they do not. */
    readonly asked: (settings: Partial<Pick<Settings, "openai" | "databricksPaths">>) => OpenAiSettings | undefined;
}

/** Every kind, by the name of its output. */
export const sharedKinds = {
    openai: {
        id: openAiApi,
        type: "serving-gateway:index:OpenAiApi",
        setting: "serving-gateway:openai",
        displayName: "OpenAI-compatible API",
        description: "The models of this gateway for clients of OpenAI's API, whose base URL is this API's URL.",
        document: openAiApiDocument(),
        lists: openAiLists,
        onlyOpenAi: true,
        remedy: (most) => `Name at most ${most} endpoints in openai.models, or use a service of another tier.`,
        asked: ({ openai }) => openai,
    },
    databricks: {
        id: databricksApi,
        type: "serving-gateway:index:DatabricksApi",
        setting: "serving-gateway:databricksPaths",
        displayName: "Serving endpoints at Databricks' paths",
        description: "The endpoints of this gateway for Databricks' clients, whose host is the gateway's URL.",
        document: databricksApiDocument(),
        lists: databricksLists,
        onlyOpenAi: false,
        remedy: (most) => `At most ${most} endpoints fit. Publish fewer, or use a service of another tier.`,
        asked: ({ databricksPaths }) => (databricksPaths ? { path: "", aliases: {} } : undefined),
    },
} satisfies Readonly<Record<string, SharedKind>>;

/** The shape of a kind's errors. The policies of the Consumption tier are too small for two. */
export function errorsOf({ onlyOpenAi }: SharedKind, tier: Tier): EndpointFacts["openAiErrors"] {
    return onlyOpenAi ? "only" : tier !== "Consumption" && "some";
}

/** The name of a kind's output. */
export type SharedName = keyof typeof sharedKinds;
