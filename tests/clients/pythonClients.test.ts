import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { limited, ModelGateway, models } from "./modelGateway";
import { Tools } from "./tools";

const folder = process.env.CLIENT_TOOLS;

/** What the emulated model answers to anything. */
const words = "emulated content 1";

/** What an API that models share says of a model that it does not have. */
const notThere = /The model does not exist, or the key does not cover it/;

/** What a client says of a refused call: the error's class, its text, and its code where it keeps that. */
type Refused = readonly [string, string, string];

/** What one client got; a part that the client does not have is absent. */
interface Got {
    /** Where the client failed, which nothing here expects. */
    readonly failed?: string;
    readonly models?: readonly string[];
    /** The one that it asked for by its name. */
    readonly model?: string;
    readonly answer?: string;
    readonly stream?: readonly string[];
    readonly vector: readonly unknown[];
    readonly wrongKey?: Refused;
    readonly wrongModel?: Refused;
    readonly limit?: Refused;
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
    /** Models that have their own APIs. */
    let apart: ModelGateway;
    /** Models in APIs that they share. */
    let together: ModelGateway;

    before(async () => {
        directory = await mkdtemp(join(tmpdir(), "clients-"));
        apart = await ModelGateway.start("apart");
        together = await ModelGateway.start("together");
        caFile = join(directory, "ca.pem");
        await writeFile(caFile, `${apart.ca}\n${together.ca}`);
    });
    after(async () => {
        await apart?.stop();
        await together?.stop();
        await rm(directory, { recursive: true, force: true });
    });

    const ofKey = (client: string) => callOf(apart, client, apart.key(client), "serving-endpoints");
    const ofToken = (client: string) => callOf(apart, client, apart.token, "entra");
    const sharedOfKey = (client: string) => callOf(together, client, together.key(client), "v1");
    const sharedOfToken = (client: string) => callOf(together, client, together.token, "entra");

    function callOf(gateway: ModelGateway, client: string, credential: string, folder: string) {
        return { client, host: gateway.url, credential, folder, together: gateway === together };
    }

    /** Clients of one virtual environment in one process: loading them takes longer than their calls. */
    async function got(venv: "venv-models" | "venv-litellm", calls: readonly object[]): Promise<Got[]> {
        const input = { ...models, limited, caFile, calls };
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

    /** Databricks' clients say it in words of their own. */
    function refusesAsDatabricks({ wrongKey, wrongModel }: Got, noModel: RegExp): void {
        assert.match(wrongKey!.join(": "), /Access denied due to invalid subscription key/);
        assert.match(wrongModel!.join(": "), noModel);
    }

    it("chat, stream and embed with a key or a token, and tell what is refused: openai, Databricks' SDK, MLflow, LangChain", async () => {
        const clients = ["openai", "databricks_sdk", "mlflow", "databricks_langchain"];
        const alone = clients.map(ofKey);
        const shared = clients.map(sharedOfKey);
        const all = await got("venv-models", [...alone, ofToken("openai"), ...shared, sharedOfToken("openai")]);
        const [openai, sdk, mlflow] = all;
        assert.deepEqual(openai!.models, [models.chat]);
        refuses(openai!);
        for (const each of [sdk!, mlflow!]) refusesAsDatabricks(each, /Resource not found/);

        const names = [...Object.values(models), limited].sort();
        const [sharedOpenAi, sharedSdk, sharedMlflow, sharedLangChain, sharedToken] = all.slice(alone.length + 1);
        for (const each of [sharedOpenAi!, sharedSdk!, sharedMlflow!, sharedToken!]) {
            assert.deepEqual([...each.models!].sort(), names);
        }
        for (const each of [sharedOpenAi!, sharedLangChain!]) {
            refuses(each);
            assert.equal(each.wrongModel![2], "model_not_found");
        }
        for (const each of [sharedSdk!, sharedMlflow!]) {
            assert.equal(each.model, models.chat);
            // They repeat a 429, and say at the end that time is up.
            assert.equal(each.limit![0], "TimeoutError");
            refusesAsDatabricks(each, notThere);
        }
        for (const { credential } of [...alone, ...shared]) {
            for (const { received } of [apart, together]) {
                assert.ok(!received.includes(credential), "a key reached the workspace");
            }
        }
    });

    it("chat, stream and embed with a key or a token, and tell what is refused: LiteLLM", async () => {
        const keys = [ofKey("litellm"), sharedOfKey("litellm")];
        const [alone, shared] = await got("venv-litellm", [...keys, ofToken("litellm"), sharedOfToken("litellm")]);
        refuses(alone!);
        refuses(shared!);
        assert.match(shared!.wrongModel![1], notThere);
        assert.deepEqual([...shared!.models!].sort(), [...Object.values(models), limited].sort());
    });
});
