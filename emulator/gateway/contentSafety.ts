import type { Exchange } from "./exchange";

/** What is looked for in texts, and where. */
export interface SafetyCheck {
    /** The backend entity that leads to Azure AI Content Safety. */
    readonly backendId: string;
    /** Severities by categories from which a text does not pass. */
    readonly thresholds: ReadonlyMap<string, number>;
    readonly outputType: string;
}

/** Asks Azure AI Content Safety. What it refuses, or does not answer, is not safe. */
export interface ContentSafety {
    /** @param size characters of a window. @default 10000 @param overlap of neighbouring windows. @default 0 */
    isSafe(text: string, size?: number, overlap?: number): Promise<boolean>;
    /** Whether a prompt attacks the model. */
    isAttack(prompt: string): Promise<boolean>;
}

interface BackendProperties {
    readonly url?: string;
    readonly credentials?: { readonly managedIdentity?: { readonly resource: string; readonly clientId?: string } };
}

/** The service behind a backend entity. It takes the service's identity where the entity says so, else nobody's. */
export function contentSafetyOf(exchange: Exchange, check: SafetyCheck): ContentSafety {
    const { runtime, subject, entity, policyCalled } = exchange;
    const ask = async (operation: string, body: object): Promise<Record<string, unknown> | undefined> => {
        const service = subject.api!.id.split("/apis/")[0];
        const { url, credentials } = (entity(`${service}/backends/${check.backendId}`)?.properties ??
            {}) as BackendProperties;
        if (url === undefined) return undefined;
        const target = new URL(`${url.replace(/\/+$/, "")}/contentsafety/${operation}?api-version=2024-09-01`);
        const call = { startedAt: runtime.now(), method: "POST", url: target };
        try {
            const identity = credentials?.managedIdentity;
            const token = identity && (await runtime.identityToken(identity));
            const answer = await runtime.dispatcher.request({
                origin: target.origin,
                path: `${target.pathname}${target.search}`,
                method: "POST",
                headers: { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) },
                body: JSON.stringify(body),
            });
            policyCalled({ ...call, result: answer.statusCode });
            const said = (await answer.body.json()) as Record<string, unknown>;
            return answer.statusCode === 200 ? said : undefined;
        } catch {
            policyCalled({ ...call, result: "BackendConnectionFailure" });
            return undefined;
        }
    };
    return {
        async isSafe(text, size = 10_000, overlap = 0) {
            if (check.thresholds.size === 0) return true;
            for (const window of windowsOf(text, size, overlap)) {
                const { thresholds, outputType } = check;
                const said = await ask("text:analyze", {
                    text: window,
                    categories: [...thresholds.keys()],
                    outputType,
                });
                const found = said?.categoriesAnalysis as { category: string; severity: number }[] | undefined;
                if (!found || found.some(({ category, severity }) => severity >= thresholds.get(category)!))
                    return false;
            }
            return true;
        },
        async isAttack(prompt) {
            const said = await ask("text:shieldPrompt", { userPrompt: prompt, documents: [] });
            const analysis = said?.userPromptAnalysis as { attackDetected: boolean } | undefined;
            return analysis?.attackDetected !== false;
        },
    };
}

/** Pieces of a text, each but the first beginning with the end of the one before. */
function windowsOf(text: string, size: number, overlap: number): string[] {
    const windows: string[] = [];
    for (let start = 0; start === 0 || start + overlap < text.length; start += size - overlap) {
        windows.push(text.slice(start, start + size));
    }
    return windows;
}
