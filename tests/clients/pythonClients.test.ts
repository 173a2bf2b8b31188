import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ModelGateway, models } from "./modelGateway";
import { Tools } from "./tools";

const folder = process.env.CLIENT_TOOLS;

/** What the emulated model answers to anything. */
const words = "emulated content 1";

/** What one client got; a part that the client does not have is absent. A refusal is the error's class and its text. */
interface Got {
    /** Where the client failed, which nothing here expects. */
    readonly failed?: string;
    readonly models?: readonly string[];
    readonly answer?: string;
    readonly stream?: readonly string[];
    readonly vector: readonly unknown[];
    readonly wrongKey?: readonly [string, string];
    readonly wrongModel?: readonly [string, string];
    readonly limit?: readonly [string, string];
}

describe("Python's clients of language models", function () {
    this.timeout(5 * 60_000);

    if (folder === undefined) return;

    const tools = new Tools(folder);
    if (!tools.hasModelClients) {
        it("are left out, because tests/clients/install installs them for Python 3.11 and 3.12 only", () => undefined);
        return;
    }

    let directory: string;
    let caFile: string;
    let gateway: ModelGateway;

    before(async () => {
        directory = await mkdtemp(join(tmpdir(), "clients-"));
        gateway = await ModelGateway.start();
        caFile = join(directory, "ca.pem");
        await writeFile(caFile, gateway.ca);
    });
    after(async () => {
        await gateway?.stop();
        await rm(directory, { recursive: true, force: true });
    });

    const ofKey = (client: string) => ({ client, credential: gateway.key(client), folder: "serving-endpoints" });
    const ofToken = (client: string) => ({ client, credential: gateway.token, folder: "entra" });

    /** Clients of one virtual environment in one process: loading them takes longer than their calls. */
    async function got(venv: "venv-models" | "venv-litellm", calls: readonly object[]): Promise<Got[]> {
        const input = { host: gateway.url, ...models, caFile, calls };
        const all: Got[] = JSON.parse(await tools.modelClients(venv, directory, input));
        for (const { failed, answer, stream, vector } of all) {
            assert.equal(failed, undefined);
            if (answer !== undefined) assert.equal(answer, words);
            if (stream) {
                assert.equal(stream.join(""), words);
                assert.ok(stream.length > 2, "the stream came in one piece");
            }
            assert.equal(typeof vector[0], "number");
        }
        return all;
    }

    function refuses({ wrongKey, wrongModel, limit }: Got): void {
        assert.equal(wrongKey![0], "AuthenticationError");
        assert.match(wrongKey![1], /Access denied due to invalid subscription key/);
        assert.equal(wrongModel![0], "NotFoundError");
        assert.equal(limit![0], "RateLimitError");
        assert.match(limit![1], /Rate limit is exceeded/);
    }

    it("chat, stream and embed with a key or a token, and tell what is refused: openai, Databricks' SDK, MLflow, LangChain", async () => {
        const withKey = ["openai", "databricks_sdk", "mlflow", "databricks_langchain"].map(ofKey);
        const [openai, sdk, mlflow] = await got("venv-models", [...withKey, ofToken("openai")]);
        assert.deepEqual(openai!.models, [models.chat]);
        refuses(openai!);
        for (const each of [sdk!, mlflow!]) {
            assert.match(each.wrongKey!.join(": "), /Access denied due to invalid subscription key/);
            assert.match(each.wrongModel!.join(": "), /Resource not found/);
        }
        for (const { credential } of withKey) {
            assert.ok(!gateway.received.includes(credential), "a key reached the workspace");
        }
    });

    it("chat, stream and embed with a key or a token, and tell what is refused: LiteLLM", async () => {
        const [withKey] = await got("venv-litellm", [ofKey("litellm"), ofToken("litellm")]);
        refuses(withKey!);
    });
});
