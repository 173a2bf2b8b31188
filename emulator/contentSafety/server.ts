import fastify, { type FastifyInstance, type FastifyReply } from "fastify";
import type { AddressInfo } from "node:net";
import { isAllowed, useCognitiveServices } from "../arm/resources/roleAssignments";
import type { Store } from "../arm/kernel/store";
import { bearerClaims } from "../identity/bearerToken";
import type { EmulatedTenant } from "../identity/tenant";
import { isAttack, severityOf } from "./markers";

interface ContentSafetyOptions {
    /** PEM. @default it answers over http */
    readonly tls?: { readonly cert: string; readonly key: string };
    readonly tenant: EmulatedTenant;
    /** The subscription: the account is put into it, and role assignments are found there. */
    readonly store: Store;
    /** ARM id, e.g. `/subscriptions/s/resourceGroups/rg/providers/Microsoft.CognitiveServices/accounts/cs`. */
    readonly id: string;
    /** Milliseconds since 1970. @default Date.now */
    readonly now?: () => number;
}

/** Azure AI Content Safety in this process. */
export interface EmulatedContentSafety {
    /** ARM id of its account: who holds the role Cognitive Services User there may call it. */
    readonly id: string;
    /** Where it answers, e.g. `https://localhost:41234`. */
    readonly url: string;
    /** Texts that it was asked about, in order. */
    readonly asked: readonly { readonly operation: "analyze" | "shieldPrompt"; readonly text: string }[];
    close(): Promise<void>;
}

/** The resource of tokens for Azure AI services. */
const audience = "https://cognitiveservices.azure.com";

const categories = ["Hate", "SelfHarm", "Sexual", "Violence"] as const;

/** Most characters of one text (input requirements of the service). */
const longest = 10_000;

interface Analysis {
    readonly text?: unknown;
    readonly categories?: unknown;
    readonly outputType?: unknown;
    readonly blocklistNames?: unknown;
}

/**
 * Starts an emulated Azure AI Content Safety on a free port of loopback: `text:analyze` and `text:shieldPrompt` of 2024-09-01.
 * It understands no text: markers in a text say what it finds (`markers.ts`).
 */
export async function startContentSafety(options: ContentSafetyOptions): Promise<EmulatedContentSafety> {
    const { tls, tenant, store, id, now = Date.now } = options;
    const asked: EmulatedContentSafety["asked"][number][] = [];
    const name = id.slice(id.lastIndexOf("/") + 1);
    store.set({
        id,
        type: "Microsoft.CognitiveServices/accounts",
        name,
        envelope: { location: "westeurope", kind: "ContentSafety", tags: {} },
        properties: { provisioningState: "Succeeded" },
        secrets: {},
        etag: "",
    });
    const server = tls
        ? (fastify({
              https: { cert: tls.cert, key: tls.key },
              forceCloseConnections: true,
          }) as unknown as FastifyInstance)
        : fastify({ forceCloseConnections: true });

    server.addHook("onRequest", async ({ headers, query }, reply) => {
        const caller = await bearerClaims(tenant, headers.authorization, audience, now).catch(() => undefined);
        if (!caller) {
            const message =
                "Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key " +
                "for an active subscription and use a correct regional API endpoint for your resource.";
            return refuse(reply, 401, "401", message);
        }
        if (!isAllowed(store, String(caller.oid), useCognitiveServices, id, now())) {
            const action = "Microsoft.CognitiveServices/accounts/ContentSafety/text:analyze/action";
            const message = `The principal \`${String(caller.oid)}\` lacks the required data action \`${action}\` to perform this operation.`;
            return refuse(reply, 401, "PermissionDenied", message);
        }
        if ((query as Record<string, unknown>)["api-version"] === "2024-09-01") return;
        return refuse(reply, 404, "NotFound", "Resource not found");
    });

    server.post("/contentsafety/:operation", async ({ params, body }, reply) => {
        const { operation } = params as { operation: string };
        if (operation === "text:analyze") return analyze((body ?? {}) as Analysis, reply);
        if (operation === "text:shieldPrompt") return shield((body ?? {}) as Record<string, unknown>, reply);
        return refuse(reply, 501, "NotImplemented", `The emulator does not implement '${operation}'.`);
    });

    function analyze(
        { text, categories: wanted = categories, outputType, blocklistNames }: Analysis,
        reply: FastifyReply,
    ) {
        const problem =
            textProblem("text", text) ??
            (isList(wanted, (each) => categories.some((known) => known === each)) ? undefined : "categories") ??
            ([undefined, "FourSeverityLevels", "EightSeverityLevels"].includes(outputType as string)
                ? undefined
                : "outputType");
        if (problem) return refuse(reply, 400, "InvalidRequestBody", invalidMember(problem));
        if (Array.isArray(blocklistNames) && blocklistNames.length > 0) {
            return refuse(reply, 501, "NotImplemented", "The emulator does not implement blocklists.");
        }
        asked.push({ operation: "analyze", text: String(text) });
        const categoriesAnalysis = (wanted as string[]).map((category) => {
            const severity = severityOf(String(text), category);
            const isCoarse = outputType !== "EightSeverityLevels";
            return { category, severity: isCoarse ? severity - (severity % 2) : severity };
        });
        return { blocklistsMatch: [], categoriesAnalysis };
    }

    function shield({ userPrompt, documents = [] }: Record<string, unknown>, reply: FastifyReply) {
        const problem =
            textProblem("userPrompt", userPrompt) ??
            (isList(documents, (each) => textProblem("documents", each) === undefined) ? undefined : "documents");
        if (problem) return refuse(reply, 400, "InvalidRequestBody", invalidMember(problem));
        asked.push({ operation: "shieldPrompt", text: String(userPrompt) });
        return {
            userPromptAnalysis: { attackDetected: isAttack(String(userPrompt)) },
            documentsAnalysis: (documents as string[]).map((each) => ({ attackDetected: isAttack(each) })),
        };
    }

    server.setNotFoundHandler((_, reply) => refuse(reply, 404, "404", "Resource not found"));
    await server.listen({ host: tls ? "localhost" : "127.0.0.1", port: 0 });
    return {
        id,
        url: `${tls ? "https://localhost" : "http://127.0.0.1"}:${(server.server.address() as AddressInfo).port}`,
        asked,
        close: () => server.close(),
    };
}

function isList(value: unknown, isRight: (item: unknown) => boolean): boolean {
    return Array.isArray(value) && value.every(isRight);
}

/** @returns the member, where its text cannot be looked at */
function textProblem(member: string, text: unknown): string | undefined {
    // The service counts code points.
    return typeof text === "string" && text.length > 0 && [...text].length <= longest ? undefined : member;
}

function invalidMember(member: string): string {
    return `The request body is invalid or missing. ${member} is missing, invalid or longer than ${longest} characters.`;
}

function refuse(reply: FastifyReply, status: number, code: string, message: string): FastifyReply {
    return reply.status(status).send({ error: { code, message } });
}
