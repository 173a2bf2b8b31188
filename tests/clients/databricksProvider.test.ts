import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Agent, fetch } from "undici";
import { limited, ModelGateway, models } from "./modelGateway";
import { Tools } from "./tools";

const folder = process.env.CLIENT_TOOLS;
const prompt = [{ role: "user", content: [{ type: "text", text: "What is a lakehouse?" }] }];
/** What the emulated model answers to anything. */
const words = "emulated content 1";

describe("Databricks' provider for the Vercel AI SDK", function () {
    this.timeout(60_000);

    if (folder === undefined) return;

    let gateway: ModelGateway;
    let client: Agent;

    before(async () => {
        gateway = await ModelGateway.start("apart");
        client = new Agent({ connect: { ca: gateway.ca } });
    });
    after(async () => {
        await client?.close();
        await gateway?.stop();
    });

    function model(path: string, credential: string) {
        const load = createRequire(join(new Tools(folder!).packages, "none.js"));
        const { createDatabricksProvider } = load("@databricks/ai-sdk-provider");
        return createDatabricksProvider({
            baseURL: `${gateway.url}/${path}`,
            headers: { Authorization: `Bearer ${credential}` },
            fetch: (url: string, init: object) => fetch(url, { ...init, dispatcher: client }),
        }).chatCompletions("any");
    }

    it("chats and streams with a key or a token", async () => {
        for (const [path, credential] of [
            [`serving-endpoints/${models.chat}`, gateway.key("provider")],
            [`entra/${models.chat}`, gateway.token],
        ] as const) {
            const { content } = await model(path, credential).doGenerate({ prompt });
            assert.equal(content[0].text, words);
            const { stream } = await model(path, credential).doStream({ prompt });
            let text = "";
            for await (const part of stream) if (part.type === "text-delta") text += part.delta;
            assert.equal(text, words);
        }
    });

    it("tells of a wrong key, a wrong model and a limit by the status", async () => {
        const key = gateway.key("provider-refused");
        const status = async (path: string, credential = key): Promise<number> => {
            try {
                await model(path, credential).doGenerate({ prompt });
                return 200;
            } catch (error) {
                return (error as { statusCode: number }).statusCode;
            }
        };
        assert.equal(await status(`serving-endpoints/${models.chat}`, "wrong"), 401);
        assert.equal(await status("serving-endpoints/none"), 404);
        const spent = `serving-endpoints/${limited}`;
        assert.deepEqual([await status(spent), await status(spent)], [200, 429]);
    });
});
