import assert from "node:assert/strict";
import { packed } from "../../json/documentInState";
import { apiCenterOn } from "../../provider/apiCenterProvider";
import { type Answer, type AzureServer, startAzure } from "../azure/azureServer";

const service = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ApiCenter/services/contoso";
const workspace = `${service}/workspaces/default`;
const entryId = `${workspace}/apis/churn`;
const mark = "Registered by the Pulumi stack serving-gateway/prod.";
const document = JSON.stringify({ openapi: "3.0.1", info: { title: "churn", version: "1" }, paths: {} });
const state = {
    entryId,
    mark,
    api: { title: "churn", kind: "rest", description: `Predicts.\n\n${mark}` },
    version: { title: "current", lifecycleStage: "production" },
    deployment: {
        environmentId: "/workspaces/default/environments/prod",
        server: { runtimeUri: ["https://apim.azure-api.net/churn"] },
    },
    documentHash: "a".repeat(64),
};
const inputs = { ...state, __document: packed(document) };
const definition = `${entryId}/versions/current/definitions/openapi`;

describe("ApiCenterEntry's provider", () => {
    let azure: AzureServer;
    /** What Azure has, by its id. */
    let there: Map<string, unknown>;
    /** What the Location of an import answers, in turn. */
    let results: Answer[];
    let lines: string[];
    let permissions: Answer;
    let provider: ReturnType<typeof apiCenterOn>;

    before(async () => {
        azure = await startAzure(({ method, url }): Answer => {
            const path = url.split("?")[0]!;
            if (path.endsWith("/operationResults/1")) return results.shift() ?? { status: 200 };
            if (method === "POST") {
                return { status: 202, headers: { location: `${azure.url}${service}/operationResults/1` } };
            }
            if (method !== "GET") return { status: 200, body: {} };
            if (path.endsWith("/permissions")) return permissions;
            if (/\/(metadataSchemas|versions|definitions|deployments)$/.test(path)) {
                const below = [...there].filter(
                    ([id]) => id.startsWith(`${path}/`) && !id.slice(path.length + 1).includes("/"),
                );
                return {
                    status: 200,
                    body: { value: below.map(([id, body]) => ({ name: id.split("/").at(-1), ...(body as object) })) },
                };
            }
            return there.has(path) ? { status: 200, body: there.get(path) } : { status: 404 };
        });
    });
    after(() => azure.close());
    beforeEach(async () => {
        azure.received.length = 0;
        there = new Map([service, workspace, `${workspace}/environments/prod`].map((id) => [id, { properties: {} }]));
        [results, lines] = [[], []];
        permissions = { status: 200, body: { value: [{ actions: ["*"] }] } };
        provider = apiCenterOn(
            () => azure.resourceManager(),
            (line) => void lines.push(line),
        );
        await provider.configure!({} as any);
    });

    const written = () =>
        azure.received
            .filter(({ method }) => method !== "GET")
            .map(({ method, url }) => `${method} ${url.slice(workspace.length)}`);
    const version = "?api-version=2024-03-01";
    const refusal = async (news: object = {}, olds: object = {}) => {
        const { failures = [] } = await provider.check!(olds, { ...inputs, ...news });
        return failures[0]?.reason;
    };
    const properties = { title: "churn", kind: "rest", description: `Predicts.\n\n${mark}`, license: { name: "MIT" } };

    it("registers the API with version, definition, document and deployment, and waits for the import", async () => {
        results = [{ status: 202 }, { status: 200 }];
        assert.deepEqual(await provider.create(inputs), { id: entryId, outs: state });
        assert.deepEqual(written(), [
            `PUT /apis/churn${version}`,
            `PUT /apis/churn/versions/current${version}`,
            `PUT /apis/churn/versions/current/definitions/openapi${version}`,
            `POST /apis/churn/versions/current/definitions/openapi/importSpecification${version}`,
            `PUT /apis/churn/deployments/gateway${version}`,
        ]);
        const [entry, , , imported] = azure.received.filter(({ method }) => method !== "GET");
        assert.deepEqual(JSON.parse(entry!.body), { properties: state.api });
        assert.deepEqual(JSON.parse(imported!.body), {
            format: "inline",
            value: document,
            specification: { name: "openapi", version: "3.0.1" },
        });
        assert.deepEqual(results, []);
    });

    it("ends the update where Azure does not take the document", async () => {
        results = [{ status: 400, body: { error: { code: "ValidationError", message: "It is no OpenAPI." } } }];
        await assert.rejects(provider.create(inputs), /answered 400 \(ValidationError\)[^]*It is no OpenAPI/);
    });

    it("writes what has changed and nothing else", async () => {
        const deprecated = { ...inputs, version: { ...state.version, lifecycleStage: "deprecated" } };
        assert.equal((await provider.diff!(entryId, state, inputs)).changes, false);
        assert.equal((await provider.diff!(entryId, state, deprecated)).changes, true);
        await provider.update!(entryId, state, deprecated);
        await provider.update!(entryId, state, { ...inputs, documentHash: "b".repeat(64) });
        const { deployment: _, ...undeployed } = inputs;
        const { outs } = await provider.update!(entryId, state, undeployed);
        assert.equal("deployment" in outs, false);
        assert.deepEqual(written(), [
            `PUT /apis/churn/versions/current${version}`,
            `PUT /apis/churn/versions/current/definitions/openapi${version}`,
            `POST /apis/churn/versions/current/definitions/openapi/importSpecification${version}`,
            `DELETE /apis/churn/deployments/gateway${version}`,
        ]);
    });

    it("makes another entry where its name or its API Center is another one, whatever the case", async () => {
        const replaces = async (id: string) =>
            (await provider.diff!(entryId, state, { ...inputs, entryId: id })).replaces;
        assert.deepEqual(await replaces(`${entryId}-2`), ["entryId"]);
        assert.deepEqual(await replaces(entryId.toUpperCase()), []);
    });

    it("refuses in a preview an API Center, a workspace and an environment that do not exist", async () => {
        there.delete(`${workspace}/environments/prod`);
        assert.match(
            (await refusal())!,
            /^serving-gateway:apiCenter\.environment: .*"contoso" has no environment "prod"\n/,
        );
        there.delete(workspace);
        await provider.configure!({} as any);
        assert.match(
            (await refusal())!,
            /^serving-gateway:apiCenter\.workspace: .*"contoso" has no workspace "default"\n/,
        );
        there.delete(service);
        await provider.configure!({} as any);
        assert.match((await refusal())!, /^serving-gateway:apiCenter\.service: there is no API Center \/subscriptions/);
        assert.deepEqual(written(), []);
    });

    it("never changes an entry that it did not register, and takes over one that a killed deployment left", async () => {
        there.set(entryId, { properties: { ...properties, description: "Somebody else's." } });
        assert.match((await refusal())!, /is in the API Center already, and this stack did not register it\n.*prefix/);
        await assert.rejects(provider.create(inputs), /did not register it/);
        assert.deepEqual(written(), []);
        there.set(entryId, { properties });
        assert.equal(await refusal(), undefined);
        assert.equal((await provider.create(inputs)).id, entryId);
    });

    it("refuses in a preview an identity that may read the API Center and not write to it", async () => {
        const contributor = { actions: ["Microsoft.ApiCenter/services/*"], notActions: [] };
        const reader = { actions: ["Microsoft.ApiCenter/services/*/read"] };
        const answerTo = async (answer: Answer) => {
            permissions = answer;
            await provider.configure!({} as any);
            return refusal();
        };
        const told = (...value: object[]) => answerTo({ status: 200, body: { value } });
        const lacks = /apiCenter\.service: .*lacks the right (\S+)\n.*role Azure API Center Service Contributor on/;
        assert.equal(lacks.exec((await told(reader))!)![1], "Microsoft.ApiCenter/services/workspaces/apis/write");
        const noImport = { ...contributor, notActions: ["*/importspecification/action"] };
        assert.match(lacks.exec((await told(noImport))!)![1]!, /definitions\/importSpecification\/action$/);
        assert.equal(await told(reader, contributor), undefined);
        assert.equal(await told(), undefined);
        assert.equal(await answerTo({ status: 403, body: { error: { code: "AuthorizationFailed" } } }), undefined);
    });

    it("reads for an entry that it has only what a change of the settings makes necessary", async () => {
        assert.equal(await refusal({}, inputs), undefined);
        assert.deepEqual(azure.received, []);
        const deployment = { ...state.deployment, environmentId: "/workspaces/default/environments/new" };
        assert.match((await refusal({ deployment }, inputs))!, /no environment "new"/);
    });

    it("reads once what all entries have in common", async () => {
        for (const name of ["a-1", "a-2", "a-3"]) await refusal({ entryId: `${workspace}/apis/${name}` });
        assert.equal(azure.received.length, 5 + 3);
    });

    it("checks the organization's metadata before Azure does", async () => {
        const assign = (name: string, entity: string, required: boolean, schema: object) =>
            there.set(`${service}/metadataSchemas/${name}`, {
                properties: { schema: JSON.stringify(schema), assignedTo: [{ entity, required }] },
            });
        const choice = { type: "string", oneOf: [{ const: "risk" }, { const: "sales" }] };
        assign("area", "api", true, choice);
        const given = (customProperties: object) => refusal({ api: { ...state.api, customProperties } });
        const anew = () => provider.configure!({} as any);
        assert.match((await refusal())!, /customProperties: the API Center requires the metadata "area" of each API/);
        assert.equal(await given({ area: "risk" }), undefined);
        assert.match((await given({ area: "it" }))!, /customProperties\.area: /);
        assert.match((await given({ area: "risk", owner: "x" }))!, /customProperties\.owner: .*no such metadata.*area/);
        assign("cost", "deployment", true, { type: "string" });
        await anew();
        assert.match((await given({ area: "risk" }))!, /apiCenter\.environment: .*"cost" of each deployment/);
    });

    it("refuses a URL and a document that are too long for Azure", async () => {
        const server = { runtimeUri: [`https://apim.azure-api.net/${"x".repeat(200)}`] };
        assert.match(
            (await refusal({ deployment: { ...state.deployment, server } }, inputs))!,
            /more than 200 characters/,
        );
        const long = packed(JSON.stringify({ openapi: "3.0.1", x: '"'.repeat(2_100_000) }));
        assert.match((await refusal({ __document: long }))!, /the document for callers .* more than 4 MB/);
    });

    it("finds out in a refresh what was changed, and that it is gone", async () => {
        there.set(entryId, { properties });
        there.set(`${entryId}/versions/current`, { properties: { ...state.version, lifecycleStage: "retired" } });
        there.set(`${entryId}/deployments/gateway`, { properties: state.deployment });
        const { props } = await provider.read!(entryId, state);
        assert.deepEqual(props, {
            ...state,
            version: { title: "current", lifecycleStage: "retired" },
            // The definition is gone.
            documentHash: "",
        });
        assert.equal((await provider.diff!(entryId, props, inputs)).changes, true);
        there.delete(entryId);
        assert.deepEqual(await provider.read!(entryId, state), { id: "" });
    });

    it("deletes its entry, but not what somebody else put below it", async () => {
        for (const id of [`${entryId}/versions/current`, definition, `${entryId}/deployments/gateway`])
            there.set(id, {});
        await provider.delete!(entryId, state);
        assert.deepEqual(written(), [`DELETE /apis/churn${version}`]);
        azure.received.length = 0;
        there.set(`${entryId}/deployments/portal`, {});
        await provider.delete!(entryId, state);
        assert.deepEqual(written(), [
            `DELETE /apis/churn/deployments/gateway${version}`,
            `DELETE /apis/churn/versions/current${version}`,
        ]);
        assert.match(lines.join(), /"churn" .* did not register \(deployments\/portal\), and stays/);
    });

    it("leaves a deployment that somebody else named as its own, and writes over none", async () => {
        const { deployment, ...undeployed } = state;
        const gateway = `${entryId}/deployments/gateway`;
        there.set(entryId, { properties });
        for (const id of [`${entryId}/versions/current`, definition]) there.set(id, {});
        const of = (environmentId: string) => there.set(gateway, { properties: { ...deployment, environmentId } });
        of("/workspaces/default/environments/theirs");
        const refused = /apiCenter\.environment: \S+\/deployments\/gateway is in the API Center already/;
        assert.match((await refusal({}, undeployed))!, refused);
        assert.match((await refusal())!, refused);
        assert.equal(await refusal({ deployment: undefined }), undefined);
        await provider.delete!(entryId, undeployed);
        assert.deepEqual(written(), [`DELETE /apis/churn/versions/current${version}`]);
        assert.match(lines.join(), /did not register \(deployments\/gateway\), and stays/);
        of(deployment.environmentId.toUpperCase());
        assert.equal(await refusal({}, undeployed), undefined);
    });
});
