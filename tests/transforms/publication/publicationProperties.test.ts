import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import type { OpenAPIV3 } from "openapi-types";
import { canonicalJson } from "../../../transforms/canonical";
import type { EndpointMetadata } from "../../../transforms/publication/endpointMetadata";
import { publication } from "../../../transforms/publication/publication";
import { UnimportableError } from "../../../transforms/unimportableError";
import { instance, schemas } from "../arbitraries";
import { importable, keepsValues } from "../importable";
import { propertyRuns } from "../propertyRuns";
import { validator30, validator31 } from "../validators";

const runs = propertyRuns(60);

const share = fc.constantFrom(0, 1, 50, 100, undefined);
const mode = fc.constantFrom("stable", "as-published", "both" as const);
const task = fc.constantFrom(undefined, "", "llm/v1/chat", "llm/v1/embeddings", "agent/v1/responses");

const operation = (schema: unknown) => ({
    post: {
        requestBody: { content: { "application/json": { schema } } },
        responses: { "200": { description: "ok", content: { "application/json": { schema } } } },
    },
});

/** Two versions of a model whose traffic goes as it may. */
const cases = fc
    .record({ schemas, other: schemas, shares: fc.tuple(share, share), mode, task })
    .map(({ schemas: { root, ...components }, other, shares, mode, task }) => {
        const entities = ["m-3", "m-4"];
        const routes = entities.map((served_entity_name, index) => ({
            served_entity_name,
            traffic_percentage: shares[index],
        }));
        const endpoint: EndpointMetadata = {
            name: "m",
            task,
            config: {
                served_entities: entities.map((name) => ({
                    name,
                    entity_name: "a.b.m",
                    entity_version: name.slice(2),
                })),
                traffic_config: { routes: routes.filter(({ traffic_percentage }) => traffic_percentage !== undefined) },
            },
        };
        const document = {
            openapi: "3.1.0",
            info: { title: "m", version: "1" },
            paths: {
                "/served-models/m-3/invocations": operation(root),
                "/served-models/m-4/invocations": operation(other.root),
            },
            components: { schemas: components },
        };
        return { document, endpoint, roots: [root, other.root], components, mode, shares };
    });

const bodyOf = (document: OpenAPIV3.Document, path: string) =>
    (document.paths[path]!.post!.requestBody as OpenAPIV3.RequestBodyObject).content["application/json"]!;

describe(`any published document (seed ${runs.seed})`, function () {
    this.timeout(60_000 + runs.numRuns * 200);

    it("is importable, the same bytes each time, and stays as it is when it is published again", async () => {
        await fc.assert(
            fc.asyncProperty(cases, async ({ document, endpoint, mode }) => {
                const published = publication(document, endpoint, { routes: mode }).document;
                assert.deepEqual(await importable(published), []);
                keepsValues(published);
                const text = canonicalJson(published);
                assert.equal(canonicalJson(publication(document, endpoint, { routes: mode }).document), text);
                assert.equal(canonicalJson(publication(published, endpoint, { routes: mode }).document), text);
            }),
            runs,
        );
    });

    it("takes on the stable path whatever a served model with traffic takes, and shows examples that it takes", () => {
        fc.assert(
            fc.property(
                cases,
                fc.array(instance, { minLength: 10, maxLength: 10 }),
                ({ document, endpoint, roots, components, shares }, instances) => {
                    const published = publication(document, endpoint).document;
                    const after = published.components?.schemas ?? {};
                    for (const path of Object.keys(published.paths).filter((path) => published.paths[path]!.post)) {
                        const { schema, example } = bodyOf(published, path);
                        if (example !== undefined) assert.ok(validator30(schema, after)(example));
                    }
                    const carrying = roots.filter((_, index) => shares[index]);
                    if (carrying.length === 0) return;
                    const accepts = validator30(bodyOf(published, "/invocations").schema, after);
                    for (const root of carrying) {
                        const before = validator31(root, components);
                        for (const value of instances) if (before(value)) assert.ok(accepts(value) !== false);
                    }
                },
            ),
            runs,
        );
    });

    it("is made of junk, or refused in words", () => {
        const junk = fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.constantFrom({ $ref: "#" }, { $ref: "#/paths" }));
        const item = fc.oneof(
            junk,
            fc.record({ post: fc.oneof(junk, fc.record({ requestBody: junk, responses: junk })) }),
        );
        const path = fc.constantFrom(
            "/invocations",
            "/served-models/a-1/invocations",
            "/served-models/b%/invocations",
            "/serving-endpoints/x/invocations",
            "/served-models/feedback/invocations",
            "__proto__",
        );
        fc.assert(
            fc.property(fc.dictionary(path, item), fc.oneof(junk, fc.constant([])), mode, (paths, servers, mode) => {
                try {
                    publication(
                        { openapi: "3.1.0", paths, servers },
                        { name: "x", task: "llm/v1/chat" },
                        { routes: mode },
                    );
                } catch (error) {
                    assert.ok(error instanceof UnimportableError, String((error as Error).stack));
                }
            }),
            propertyRuns(300),
        );
    });
});
