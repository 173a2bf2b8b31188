import * as assert from "node:assert/strict";
import { canonicalJson } from "../../../transforms/canonical";
import type { Change } from "../../../transforms/change";
import type { EndpointMetadata } from "../../../transforms/publication/endpointMetadata";
import { publication } from "../../../transforms/publication/publication";
import { type Routes, routes } from "../../../transforms/publication/routes";

const served = (entity: string) => `/served-models/${entity}/invocations`;

function operation(column: string, more: object = {}): any {
    const schema = { type: "object", properties: { [column]: { type: "string" } } };
    return {
        post: {
            requestBody: { content: { "application/json": { schema } } },
            responses: { "200": { description: "ok" } },
            ...more,
        },
    };
}

/** An endpoint whose traffic goes as `shares` say. */
function endpoint(shares: Record<string, number>, versions: Record<string, string> = {}): EndpointMetadata {
    const traffic = Object.entries(shares).map(([served_entity_name, traffic_percentage]) => ({
        served_entity_name,
        traffic_percentage,
    }));
    const served_entities = Object.keys(shares).map((name) => ({ name, entity_version: versions[name] }));
    return { name: "churn", config: { served_entities, traffic_config: { routes: traffic } } };
}

function published(paths: object, metadata: EndpointMetadata, mode: Routes = "stable") {
    const report: Change[] = [];
    const document = { openapi: "3.1.0", info: { title: "churn", version: "1" }, paths };
    const before = canonicalJson(document);
    const result = routes(document, metadata, mode, report) as { paths: Record<string, any> };
    assert.equal(canonicalJson(document), before, "the input was changed");
    const ids = Object.fromEntries(Object.entries(result.paths).map(([path, item]) => [path, item.post?.operationId]));
    return { paths: result.paths, ids, report };
}

describe("routes", () => {
    it("change no path, operation id or component name when the model rolls from version 3 to 4", () => {
        const recursive = { type: "object", properties: { inner: { $ref: "#/components/schemas/Node" } } };
        const contract = (version: string, column: string) => {
            const entity = `churn-${version}`;
            const document = {
                openapi: "3.1.0",
                info: { title: "churn", version },
                paths: { [served(entity)]: operation(column), [served("feedback")]: operation("text") },
                components: { schemas: { Node: recursive } },
            };
            const metadata = endpoint({ [entity]: 100, feedback: 0 }, { [entity]: version, feedback: version });
            return publication(document, metadata).document;
        };
        const three = contract("3", "age");
        const four = contract("4", "income");
        const shape = ({ paths, components }: typeof three) => ({
            ids: Object.entries(paths).map(([path, item]) => [path, item!.post!.operationId]),
            schemas: Object.keys(components!.schemas!),
        });
        assert.deepEqual(shape(four), shape(three));
        assert.deepEqual(shape(four).ids, [
            ["/invocations", "invoke"],
            [served("feedback"), "invoke-feedback"],
        ]);
        assert.match(canonicalJson(four), /income/);
        assert.doesNotMatch(canonicalJson(four), /churn-4/);
    });

    it("are the same while two versions of one contract share the traffic, however they do", () => {
        const paths = { [served("churn-9")]: operation("age"), [served("churn-10")]: operation("age") };
        const one = published({ [served("churn-9")]: operation("age") }, endpoint({ "churn-9": 100 }));
        const both = published(paths, endpoint({ "churn-9": 90, "churn-10": 10 }));
        const later = published(paths, endpoint({ "churn-9": 10, "churn-10": 90 }));
        assert.deepEqual([both.paths, later.paths], [one.paths, one.paths]);
    });

    it("do not depend on the names and shares of versions with different contracts", () => {
        const split = (first: string, second: string, share: number) =>
            published(
                { [served(first)]: operation("age"), [served(second)]: operation("income") },
                endpoint({ [first]: share, [second]: 100 - share }),
            ).paths;
        const before = split("churn-9", "churn-10", 90);
        assert.deepEqual(split("churn-11", "churn-2", 10), before);
        const { schema } = before["/invocations"].post.requestBody.content["application/json"];
        assert.deepEqual(
            schema.anyOf.map(({ properties }: any) => Object.keys(properties)),
            [["age"], ["income"]],
        );
    });

    it("warn where callers cannot know which of two contracts answers", () => {
        const { report } = published(
            { [served("a-1")]: operation("age"), [served("b-1")]: operation("income") },
            endpoint({ "a-1": 50, "b-1": 50 }),
        );
        assert.ok(
            report.some(({ effect, detail }) => effect === "loosened" && /take requests of different/.test(detail)),
        );
    });

    it("keep the own path of an entity without traffic, by a name without the model's version", () => {
        const { ids } = published(
            { [served("churn-3")]: operation("age"), [served("shadow_7")]: operation("age") },
            endpoint({ "churn-3": 100, shadow_7: 0 }, { shadow_7: "7" }),
        );
        assert.deepEqual(ids, { "/invocations": "invoke", [served("shadow_7")]: "invoke-shadow" });
    });

    it("tell versions without traffic apart", () => {
        const { ids } = published(
            { [served("c-1")]: operation("a"), [served("c-2")]: operation("a"), [served("c-3")]: operation("a") },
            endpoint({ "c-1": 0, "c-2": 0, "c-3": 100 }, { "c-1": "1", "c-2": "2", "c-3": "3" }),
        );
        assert.deepEqual(ids, {
            "/invocations": "invoke",
            [served("c-1")]: "invoke-c-1",
            [served("c-2")]: "invoke-c-2",
        });
    });

    it("do not take a number in the name of an external model for a version", () => {
        const metadata: EndpointMetadata = {
            name: "ada",
            config: {
                served_entities: [{ name: "text-embedding-002", external_model: { name: "text-embedding-002" } }],
            },
        };
        const { ids } = published({ [served("text-embedding-002")]: operation("input") }, metadata, "as-published");
        assert.deepEqual(Object.values(ids), ["invoke-text-embedding-002"]);
    });

    it("take a single entity for the one with traffic where the workspace says nothing of traffic", () => {
        assert.deepEqual(published({ [served("churn-3")]: operation("age") }, { name: "churn" }).ids, {
            "/invocations": "invoke",
        });
    });

    it("take every entity but feedback for one with traffic where the workspace says nothing of traffic", () => {
        const { ids, paths } = published(
            {
                [served("a-1")]: operation("age"),
                [served("b-1")]: operation("income"),
                [served("feedback")]: operation("text"),
            },
            { name: "churn" },
        );
        assert.deepEqual(Object.keys(ids), [served("feedback"), "/invocations"]);
        const body = paths["/invocations"].post.requestBody.content["application/json"].schema;
        assert.equal(body.anyOf.length, 2);
    });

    it("publish what answers also where the traffic is of another deployment than the document", () => {
        const { ids } = published({ [served("churn-3")]: operation("age") }, endpoint({ "churn-4": 100 }));
        assert.deepEqual(ids, { "/invocations": "invoke" });
    });

    it("keep the document's paths when they are wanted as published, and have both when both are", () => {
        const paths = { [served("churn-3")]: operation("age") };
        const metadata = endpoint({ "churn-3": 100 }, { "churn-3": "3" });
        assert.deepEqual(published(paths, metadata, "as-published").ids, { [served("churn-3")]: "invoke-churn" });
        assert.deepEqual(published(paths, metadata, "both").ids, {
            [served("churn-3")]: "invoke-churn",
            "/invocations": "invoke",
        });
    });

    it("keep a document's own stable path, with its contract and its operation id", () => {
        const { ids, paths } = published(
            { "/invocations": operation("all", { operationId: "ask" }), [served("churn-3")]: operation("age") },
            endpoint({ "churn-3": 100 }),
        );
        assert.deepEqual(ids, { "/invocations": "ask" });
        assert.match(canonicalJson(paths), /"all"/);
    });

    it("are below the endpoint's URL, also where the document writes them from the workspace's root", () => {
        const report: Change[] = [];
        const document = {
            openapi: "3.0.0",
            servers: [{ url: "https://adb-1.2.azuredatabricks.net" }],
            paths: { "/serving-endpoints/ep/invocations": operation("a"), "/health": {} },
        };
        const result = routes(document, { name: "ep" }, "as-published", report);
        assert.deepEqual(Object.keys(result.paths), ["/invocations", "/health"]);
        assert.deepEqual(result.servers, [{ url: "https://adb-1.2.azuredatabricks.net/serving-endpoints/ep" }]);
    });

    it("take the references into a path along when it moves", () => {
        const document: any = {
            openapi: "3.1.0",
            info: { title: "churn", version: "1" },
            paths: { "/serving-endpoints/ep/served-models/a-1/invocations": operation("age") },
        };
        const place = "#/paths/~1serving-endpoints~1ep~1served-models~1a-1~1invocations/post/requestBody/content";
        const item = document.paths["/serving-endpoints/ep/served-models/a-1/invocations"];
        const { properties } = item.post.requestBody.content["application/json"].schema;
        properties.same = { $ref: `${place}/application~1json/schema/properties/age` };
        const { report } = publication(document, { name: "ep" });
        assert.deepEqual(
            report.filter(({ effect }) => effect === "loosened"),
            [],
        );
    });

    it("follow references to path items, bodies and responses", () => {
        const document = {
            openapi: "3.1.0",
            info: { title: "churn", version: "1" },
            paths: {
                [served("a-1")]: { $ref: "#/components/pathItems/A" },
                [served("b-1")]: {
                    post: {
                        requestBody: { $ref: "#/components/requestBodies/B" },
                        responses: { "200": { $ref: "#/components/responses/Ok" } },
                    },
                },
            },
            components: {
                pathItems: { A: operation("age") },
                requestBodies: { B: operation("income").post.requestBody },
                responses: { Ok: { description: "ok" } },
            },
        };
        const { paths } = publication(document, endpoint({ "a-1": 50, "b-1": 50 })).document;
        assert.deepEqual(Object.keys(paths), ["/invocations"]);
        assert.match(canonicalJson(paths), /"age"/);
        assert.match(canonicalJson(paths), /"income"/);
    });
});
