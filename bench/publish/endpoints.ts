import type { Emulator } from "../../emulator/emulator";

/** The four kinds of endpoint that an emulated workspace starts with; those of a measurement are copies of them. */
const kinds = ["agents_main-dbdemos_rag_chatbot-dbdemos_rag_demo", "wine-quality", "llama-chat", "ada-embeddings"];

/** What names of the endpoints of a measurement look like. */
export const endpointName = /model-\d{3,}/;

/** Names of the endpoints of a measurement. */
export function endpointNames(count: number): string[] {
    return Array.from({ length: count }, (_, index) => `model-${String(index + 1).padStart(3, "0")}`);
}

/** Puts the endpoints into the emulated workspace, an equal share of each kind. */
export async function addEndpoints({ workspace, access }: Emulator, count: number): Promise<void> {
    const read = async (path: string) => {
        const headers = { authorization: `Bearer ${access.workspaceToken}` };
        const answer = await fetch(`${workspace.url}/api/2.0/serving-endpoints/${path}`, { headers });
        if (!answer.ok) throw new Error(`the emulated workspace answered ${answer.status} for ${path}`);
        return answer.json() as Promise<any>;
    };
    const originals = await Promise.all(
        kinds.map(async (kind) => {
            const { name: _name, id: _id, ...endpoint } = await read(kind);
            return { kind, endpoint, document: await read(`${kind}/openapi`) };
        }),
    );
    endpointNames(count).forEach((name, index) => {
        const { kind, endpoint, document } = originals[index % originals.length]!;
        workspace.setEndpoint(name, endpoint);
        workspace.setDocument(
            name,
            JSON.stringify(document).replaceAll(`/serving-endpoints/${kind}`, `/serving-endpoints/${name}`),
        );
    });
}
