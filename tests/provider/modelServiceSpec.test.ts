import assert from "node:assert/strict";
import { documentIn } from "../../json/documentInState";
import { endpointSpecProvider as provider } from "../../provider/endpointSpecProvider";
import { type EmulatedWorkspace, startWorkspace } from "../../emulator/workspace/server";

const endpoint = "main.support.team-chat";
const kind = "modelService";
const program = { kind, endpoint, inputs: "all", routes: "stable", missingDocument: "refuse", credential: "oauthM2M" };

describe("EndpointSpec's provider, for a model service", () => {
    let workspace: EmulatedWorkspace;
    let printed: string[];
    const log = console.log;

    beforeEach(async () => {
        workspace = await startWorkspace();
        printed = [];
        console.log = (line: string) => printed.push(line);
        const values: Record<string, object> = {
            "serving-gateway:workspace": { host: workspace.url, token: workspace.token },
            "serving-gateway:models": [{ modelService: endpoint }, { modelService: "main.support.none" }],
        };
        const get = (key: string) => values[key] && JSON.stringify(values[key]);
        await provider.configure!({ config: { get } as never });
    });
    afterEach(async () => {
        console.log = log;
        await workspace.close();
    });

    const check = async (inputs: object = {}, olds: object = {}) =>
        (await provider.check!(olds, { ...program, ...inputs })) as { inputs: any; failures?: { reason: string }[] };

    it("publishes the general document of its API type, which is no reason for a warning", async () => {
        const { inputs, failures } = await check();
        assert.equal(failures, undefined);
        const { paths } = JSON.parse(documentIn(inputs)!);
        assert.deepEqual(Object.keys(paths).sort(), [
            "/chat/completions",
            "/invocations",
            "/models",
            "/openai/deployments/{model}/chat/completions",
        ]);
        assert.deepEqual(inputs.warnings, []);
        assert.equal(inputs.serviceUrl, `${workspace.url}/ai-gateway/mlflow/v1`);
        const vectors = JSON.parse(documentIn((await check({ endpoint: "system.ai.gte-large-en" })).inputs)!).paths;
        assert.ok("/embeddings" in vectors);
    });

    it("tells of rights that the gateway's identity lacks, and of no others, at every preview", async () => {
        const { clientId: principal } = workspace.servicePrincipal;
        const first = await check({ principal });
        assert.deepEqual(printed, []);
        workspace.modelServices.privileges.revoke(principal, "EXECUTE", endpoint);
        for (const olds of [{}, first.inputs]) {
            printed = [];
            const { inputs, failures } = await check({ principal }, olds);
            assert.equal(failures, undefined);
            assert.equal((await provider.diff!("", first.inputs, inputs)).changes, false);
            assert.deepEqual(printed, [
                `warning: model service "${endpoint}": the gateway's identity (${principal}) lacks EXECUTE on the model ` +
                    "service. Callers get 502 until it has them, which takes some minutes after a change. Run:\n" +
                    `  GRANT EXECUTE ON MODEL SERVICE \`main\`.\`support\`.\`team-chat\` TO \`${principal}\`;`,
            ]);
        }
    });

    it("refuses one that is not there or answers nothing that is published, in one error each", async () => {
        workspace.modelServices.set(endpoint, { supported_api_types: ["gemini/v1beta/generateContent"] });
        const { failures } = await check({ endpoint: "main.support.none" });
        assert.match(failures![0]!.reason, /^model service "main\.support\.none": the workspace answered 404/);
        assert.match((await check()).failures![0]!.reason, /neither chats nor embeddings/);
    });

    it("reports a change of the API type as a contract that breaks callers", async () => {
        const olds = (await check()).inputs;
        workspace.modelServices.set(endpoint, { supported_api_types: ["mlflow/v1/embeddings"] });
        const { failures } = await check({ breakingChanges: "refuse" }, olds);
        assert.match(failures![0]!.reason, /model service ".*": its new contract breaks callers/);
    });
});
